// The operations that GraphiQL opens with, a tab each.
// Swedish writes days as ISO 8601 does.
const today = new Date().toLocaleDateString("sv");

export const examples = [
  {
    query: `# The headline figures of the current period,
# all from one snapshot of the ledger.
query Overview {
  dashboard {
    revision
    period { label start end daysLeft }
    overview {
      income { amount currency }
      expenses { amount }
      net { amount }
      savingsRate
      budget {
        planned { amount }
        remaining { amount }
        safeToSpendPerDay { amount }
        projected { amount }
        fixedCategories { name }
        status
      }
      goals { name progress }
      recentTransactions(first: 5) {
        date
        payee
        amount { amount currency }
        category { name }
      }
    }
  }
}
`,
  },
  {
    query: `# The first chart: where the money went,
# planned beside actual.
query Budget {
  dashboard {
    budgetBreakdown {
      planned { amount currency }
      actual { amount }
      slices {
        category { name icon colour }
        planned { amount }
        actual { amount }
        share
        status
      }
    }
  }
}
`,
  },
  {
    query: `# The second chart: income and expenses,
# period by period.
query Trends {
  dashboard {
    spendingTrends(periods: 12) {
      points {
        period { label }
        income { amount currency }
        expenses { amount }
        net { amount }
        savingsRate
      }
      averageExpenses { amount }
    }
  }
}
`,
  },
  {
    query: `# The third chart: what cost most, beside
# the period before and its own average.
query Categories {
  dashboard {
    categoryComparison(top: 5) {
      bars {
        category { name icon }
        current { amount currency }
        previous { amount }
        average { amount }
        change
      }
      others { amount }
    }
  }
}
`,
  },
  {
    query: `# A mutation answers what was saved, all that
# is wrong with the input, and the dashboard
# after it. The input is under Variables;
# the amount of an expense is negative.
mutation Record(
  $input: RecordTransactionInput!
) {
  recordTransaction(input: $input) {
    revision
    transaction {
      id
      date
      payee
      amount { amount currency }
    }
    problems { code field message }
    dashboard {
      overview { expenses { amount } }
    }
  }
}
`,
    variables: JSON.stringify({ input: { date: today, amount: "-4.20", payee: "Corner bakery" } }, null, 2),
  },
  {
    query: `# The dashboard now, then again after every
# change on any device, over a WebSocket.
# Run this, then record something in another
# window.
subscription Follow {
  dashboardUpdated {
    revision
    causes { event at }
    dashboard {
      overview {
        expenses { amount currency }
        budget { remaining { amount } }
      }
    }
  }
}
`,
  },
  {
    query: `# A question for Finny, who answers from your
# own figures. The reply is in the tab Listen.
mutation Ask {
  sendMessage(input: {
    text: "What did groceries cost last month?"
  }) {
    replyId
    message { id text }
    problems { code field message }
  }
}
`,
  },
  {
    query: `# The conversation as it is, then every message,
# and each piece of a reply while it is written.
subscription Listen {
  chatEvents {
    __typename
    revision
    ... on ConversationSnapshot {
      conversation {
        replyingId
        messages(first: 4) {
          nodes { author text state }
        }
      }
    }
    ... on MessageAdded {
      message { author text state }
    }
    ... on ReplyProgress {
      messageId
      offset
      text
    }
  }
}
`,
  },
];
