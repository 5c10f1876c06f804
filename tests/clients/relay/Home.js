// The documents of a page. Only the compiler reads this file; relay.mjs loads what it writes.
graphql`
  fragment Home_dashboard on Dashboard {
    revision
    overview {
      expenses {
        amount
      }
    }
  }
`;

graphql`
  query HomeQuery {
    dashboard {
      ...Home_dashboard @relay(mask: false)
    }
  }
`;

graphql`
  mutation HomeRecordMutation($input: RecordTransactionInput!) {
    recordTransaction(input: $input) {
      dashboard {
        ...Home_dashboard @relay(mask: false)
      }
    }
  }
`;

graphql`
  mutation HomeRecordIncomeMutation($input: RecordTransactionInput!) {
    recordTransaction(input: $input) {
      dashboard {
        revision
        overview {
          income {
            amount
          }
        }
      }
    }
  }
`;

graphql`
  subscription HomeSubscription {
    dashboardUpdated {
      revision
      dashboard {
        ...Home_dashboard @relay(mask: false)
      }
    }
  }
`;

graphql`
  fragment Home_transactions on Query
  @refetchable(queryName: "HomePaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
    transactions(first: $count, after: $cursor) @connection(key: "Home_transactions") {
      edges {
        node {
          id
          payee
        }
      }
    }
  }
`;

graphql`
  query HomeTransactionsQuery {
    ...Home_transactions
  }
`;
