// The operations of the page. Every one that shows figures asks for the same parts, so that all cards agree.

const MONEY = "{ amount currency }";
const PERIOD = "{ start end label daysLeft }";
const CATEGORY = "{ id name icon colour }";

const TRANSACTION_PARTS = `fragment TransactionParts on Transaction {
  id date payee note version deleted exchangeRate
  amount ${MONEY} baseAmount ${MONEY} accountAmount ${MONEY} account { id } category ${CATEGORY} tags { id }
  splits {
    id note amount ${MONEY} baseAmount ${MONEY} tags { id } category { id } transfer { id fromAccount { id } toAccount { id } }
    refundOf { id transaction { payee date } }
  }
}`;

const GOAL = `fragment GoalParts on Goal {
  id name targetDate progress onTrack account { id name }
  target ${MONEY} saved ${MONEY} remaining ${MONEY} neededPerMonth ${MONEY}
}`;

const DASHBOARD = `fragment DashboardParts on Dashboard {
  revision
  today
  period ${PERIOD}
  previousPeriod { id }
  nextPeriod { id }
  overview {
    income ${MONEY} expenses ${MONEY} net ${MONEY} savingsRate
    budget {
      planned ${MONEY} actual ${MONEY} remaining ${MONEY} used
      safeToSpendPerDay ${MONEY} projected ${MONEY} fixedCategories { name } status
    }
    goals { ...GoalParts }
  }
  budgetBreakdown {
    planned ${MONEY} actual ${MONEY}
    slices { category ${CATEGORY} planned ${MONEY} actual ${MONEY} remaining ${MONEY} share status }
  }
  spendingTrends(periods: $periods) {
    points { period ${PERIOD} income ${MONEY} expenses ${MONEY} net ${MONEY} savingsRate }
    sameDays { period ${PERIOD} income ${MONEY} expenses ${MONEY} net ${MONEY} savingsRate }
    averageIncome ${MONEY} averageExpenses ${MONEY}
  }
  categoryComparison(top: 6) {
    bars { category ${CATEGORY} current ${MONEY} previous ${MONEY} average ${MONEY} change }
    previousPeriod ${PERIOD} sameDaysUntil others ${MONEY}
  }
  insights(first: 8) {
    id source severity text stale message { id }
    evidence { label amount ${MONEY} period ${PERIOD} category ${CATEGORY} }
  }
}
${GOAL}`;

const CATEGORIES = "categories(includeArchived: true) { id name kind icon colour archived parent { id } }";

const TAGS = "tags { id name }";

const ACCOUNT_NAMES = "accounts(includeClosed: true) { id name currency closedOn }";

const VIEWER = `viewer {
  id username name locale
  ledger { baseCurrency timeZone calendars { day weeks anchor weekend } }
}`;

export const HOME = `query Home($period: PeriodInput, $periods: Int!) {
  ${VIEWER}
  ${CATEGORIES}
  ${ACCOUNT_NAMES}
  ${TAGS}
  dashboard(period: $period) { ...DashboardParts }
}
${DASHBOARD}`;

export const SURROUNDINGS = `query Surroundings { ${VIEWER} ${CATEGORIES} ${ACCOUNT_NAMES} ${TAGS} }`;

export const FOLLOW_DASHBOARD = `subscription FollowDashboard($after: Int, $period: PeriodInput, $periods: Int!) {
  dashboardUpdated(after: $after, period: $period) {
    revision
    causes { event }
    truncated
    dashboard { ...DashboardParts }
  }
}
${DASHBOARD}`;

export const TRANSACTIONS = `query Transactions($filter: TransactionFilter, $first: Int!) {
  transactions(filter: $filter, first: $first) { nodes { ...TransactionParts } }
}
${TRANSACTION_PARTS}`;

// What was in the one account whose transactions are listed, at the end of a day.
const OF_ACCOUNT = '$account: ID = "", $isOfAccount: Boolean = false, $on: Date';
const BALANCE = `account: node(id: $account) @include(if: $isOfAccount) { ... on Account { balance(on: $on) ${MONEY} } }`;

export const LIST = `query List($filter: TransactionFilter, $order: TransactionOrder, $first: Int!, ${OF_ACCOUNT}) {
  ${BALANCE}
  transactions(filter: $filter, order: $order, first: $first) {
    totalCount
    sums { income ${MONEY} expenses ${MONEY} net ${MONEY} }
    edges { cursor node { ...TransactionParts } }
  }
}
${TRANSACTION_PARTS}`;

export const LIST_PAGE = `query ListPage($filter: TransactionFilter, $order: TransactionOrder, $first: Int, $after: String, $last: Int, ${OF_ACCOUNT}) {
  ${BALANCE}
  transactions(filter: $filter, order: $order, first: $first, after: $after, last: $last) {
    edges { cursor node { ...TransactionParts } }
  }
}
${TRANSACTION_PARTS}`;

/** Some lists of transactions, each by a filter of its own, all with one selection. */
function listsDocument(name, count, selection) {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const variables = numbers.map((number) => `$filter${number}: TransactionFilter`).join(", ");
  const list = (number) => `list${number}: transactions(filter: $filter${number}, first: 1) { ${selection} }`;
  return `query ${name}(${variables}) { ${numbers.map(list).join(" ")} }`;
}

/** How many transactions meet each of some filters. */
export function countsDocument(count) {
  return listsDocument("Counts", count, "totalCount");
}

/** What was spent by the transactions of each of some filters. */
export function sumsDocument(count) {
  return listsDocument("Sums", count, `sums { expenses ${MONEY} }`);
}

export const TRANSACTION = `query Transaction($id: ID!) { node(id: $id) { ...TransactionParts } }
${TRANSACTION_PARTS}`;

// No transaction is later.
export const LAST_DAY = "2200-12-31";

export const ACCOUNTS = `query Accounts {
  accounts(includeClosed: true) {
    id name kind currency number openedOn closedOn counted inNetWorth
    balance ${MONEY} transactionCount(on: "${LAST_DAY}")
    checks { id date source rightSince balance ${MONEY} difference ${MONEY} }
  }
}`;

const WORTH = `{ day assets ${MONEY} debts ${MONEY} net ${MONEY} }`;
const SIDE = `{ id date payee accountAmount ${MONEY} account { name } }`;

export const OWN_MONEY = `query OwnMoney($last: Int!, $granularity: Granularity!) {
  transferSuggestions { outTransaction ${SIDE} inTransaction ${SIDE} }
  dashboard {
    netWorth {
      current ${WORTH}
      points(last: $last, granularity: $granularity) ${WORTH}
      accounts { worth ${MONEY} account { id name } }
      change {
        since until
        total ${MONEY} income ${MONEY} expenses ${MONEY} uncounted ${MONEY} transferred ${MONEY} opened ${MONEY}
        adjusted ${MONEY} revalued ${MONEY}
      }
    }
  }
}`;

const BILL = `{
  cost ${MONEY} series { id payee account { name } } occurrence { dueOn state transaction { date } }
}`;
const BILL_SUM = `{ due ${MONEY} paid ${MONEY} unknownCount bills ${BILL} }`;

export const BILLS = `query Bills($period: PeriodInput) {
  seriesSuggestions {
    id payee amount account { name currency } category ${CATEGORY} schedule { every unit firstOn } payments { date }
  }
  dashboard(period: $period) {
    period ${PERIOD}
    bills { nextIncomeOn untilIncome ${BILL_SUM} inPeriod ${BILL_SUM} inYear ${BILL_SUM} }
  }
}`;

const FORECAST_LINE = `{
  safeUntilIncome ${MONEY}
  counted {
    points(first: 732) { day balance ${MONEY} } lowest { day balance ${MONEY} } firstBelow
    items(first: 60, kinds: [SERIES, TRANSFER, RECORDED]) {
      day kind amount ${MONEY} account { name } series { payee }
    }
  }
}`;

export const FORECAST = `query Forecast($days: Int!, $drafts: [ForecastDraftInput!], $isDrafted: Boolean!) {
  series { id payee expected ${MONEY} }
  dashboard {
    bills { nextIncomeOn }
    forecast(days: $days) { unknownAccounts { name } ...ForecastParts }
    drafted: forecast(days: $days, drafts: $drafts) @include(if: $isDrafted) { ...ForecastParts }
  }
}
fragment ForecastParts on Forecast ${FORECAST_LINE}`;

export const TAG_TOTALS = `query TagTotals($period: PeriodInput) {
  tagTotals(period: $period) {
    period ${PERIOD} byTag { tag { id name } sums { expenses ${MONEY} } }
    untagged { expenses ${MONEY} } total { expenses ${MONEY} }
  }
}`;

export const RULES = `query Rules {
  rules {
    id payee note atLeast atMost direction texts { field match anyOf } category { id } accounts { id name }
  }
}`;

export const PREVIEW_RULE = `query PreviewRule($input: PreviewRuleInput!) {
  previewRule(input: $input) {
    count byHandCount
    sample { payee note category { id } transaction { id date payee note baseAmount ${MONEY} category { id } } }
    byCategory { count sum ${MONEY} category { id } }
  }
}`;

export const BUDGETS = `query Budgets { budgets { startsOn amount ${MONEY} category { id } } }`;

export const BUDGET_BEFORE = `query BudgetBefore($before: PeriodInput!) {
  dashboard(period: $before) {
    period ${PERIOD}
    budgetBreakdown { slices { category { id } actual ${MONEY} } }
    categoryComparison(top: 50) { bars { category { id } average ${MONEY} } }
  }
  budgets { startsOn amount ${MONEY} category { id } }
}`;

export const BEGUN = `query Begun { transactions(first: 1) { nodes { id } } budgets { amount ${MONEY} } }`;

const MESSAGE = "fragment MessageParts on Message { id author text state note unverified at }";

export const FOLLOW_CHAT = `subscription FollowChat($after: Int) {
  chatEvents(after: $after) {
    __typename
    revision
    ... on ConversationSnapshot { conversation { replyingId messages(first: 50) { nodes { ...MessageParts } } } }
    ... on MessageAdded { message { ...MessageParts } }
    ... on ReplyProgress { messageId offset text }
  }
}
${MESSAGE}`;

const PROBLEMS = "problems { code field message }";

// A mutation that answers the dashboard after it, so that the figures move even while no subscription is connected.
function change([field, selection]) {
  const name = field[0].toUpperCase() + field.slice(1);
  const document = `mutation ${name}($input: ${name}Input!, $period: PeriodInput, $periods: Int!) {
  ${field}(input: $input) { ${PROBLEMS} ${selection} dashboard(period: $period) { ...DashboardParts } }
}
${DASHBOARD}`;
  return [field, document];
}

/** What is asked of each change besides its problems. */
const CHANGED = {
  recordTransaction: "transaction { payee date }",
  updateTransaction: "transaction { payee date }",
  deleteTransaction: "",
  restoreTransaction: "transaction { version }",
  updateTransactions: "revision",
  deleteTransactions: "revision",
  restoreTransactions: "revision",
  undoTransactions: "",
  createAccount: "account { id }",
  updateAccount: "",
  orderAccounts: "",
  closeAccount: "",
  reopenAccount: "",
  deleteAccount: "",
  mergeAccounts: "account { id }",
  recordCheck: "",
  deleteCheck: "",
  adjustBalance: "",
  acceptTransferSuggestions: "",
  refuseTransferSuggestions: "",
  confirmSeries: "",
  refuseSeries: "",
  skipOccurrence: "",
  createRule: "rule { id }",
  updateRule: "rule { id }",
  orderRules: "",
  deleteRule: "",
  runRule: "revision count",
  createTag: "tag { id name }",
  linkTransfer: "",
  unlinkTransfer: "",
  setRefund: "",
  createCategory: "category { id }",
  updateCategory: "",
  archiveCategory: "",
  setBudget: "",
  clearBudget: "",
  createGoal: "",
  updateGoal: "",
  contributeToGoal: "",
  deleteGoal: "",
  dismissInsight: "",
  updateProfile: "",
  updateLedger: "",
  undoImport: "",
  importTransactions: `report {
      recorded restored duplicates deletedDuplicates badLineCount accounts newAccounts currencies firstDay lastDay
      detected {
        format dateOrder decimalMark currency expensesPositive columnNames
        notes { code message } columns { role number }
      }
      question {
        message
        choices { label lines settings { name value } totals { income ${MONEY} expenses ${MONEY} } }
      }
      skippedCount skipped { line reason text }
      unknownCategories
      preview { date payee amount ${MONEY} category ${CATEGORY} }
      badLines { line message }
    }`,
};

export const CHANGES = Object.fromEntries(Object.entries(CHANGED).map(change));

export const SEND_MESSAGE = `mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) { ${PROBLEMS} replyId message { ...MessageParts } }
}
${MESSAGE}`;

export const STOP_REPLY = `mutation StopReply($input: StopReplyInput!) { stopReply(input: $input) { ${PROBLEMS} } }`;

export const CLEAR_CONVERSATION = `mutation ClearConversation($input: ClearConversationInput!) {
  clearConversation(input: $input) { ${PROBLEMS} }
}`;

export const MAY_SIGN_UP = "query MaySignUp { maySignUp }";

export const SIGN_IN = `mutation SignIn($input: SignInInput!) { signIn(input: $input) { ${PROBLEMS} } }`;

export const SIGN_UP = `mutation SignUp($input: SignUpInput!) { signUp(input: $input) { ${PROBLEMS} } }`;

export const CHANGE_PASSWORD = `mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) { ${PROBLEMS} }
}`;

export const IMPORTS = `query Imports {
  imports { nodes { id at fileName accounts { name } transactionCount changedSince state } }
}`;

export const ACCESS_TOKENS = "query AccessTokens { viewer { accessTokens { id name scopes createdAt expiresAt } } }";

export const CREATE_ACCESS_TOKEN = `mutation CreateAccessToken($input: CreateAccessTokenInput!) {
  createAccessToken(input: $input) { ${PROBLEMS} secret }
}`;

export const REVOKE_ACCESS_TOKEN = `mutation RevokeAccessToken($input: RevokeAccessTokenInput!) {
  revokeAccessToken(input: $input) { ${PROBLEMS} }
}`;

export const SIGN_OUT = "mutation SignOut { signOut { done } }";

export const SIGN_OUT_EVERYWHERE = "mutation SignOutEverywhere { signOutEverywhere { done } }";
