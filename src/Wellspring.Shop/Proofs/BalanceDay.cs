using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Proof;

namespace Wellspring.Shop.Proofs;

/// <summary>One day's tree of balances as it was published, or why it was not.</summary>
/// <param name="State">
/// <c>published</c>; <c>differs</c>: the sums are not the books', and nothing is said; <c>refused</c>: the pool did not
/// take the statement.
/// </param>
/// <param name="Books">What the pool's books say at the same position, read another way than the leaves.</param>
/// <param name="Statement">What the public log says of it.</param>
/// <param name="Index">Where the statement stands in the journal and the log; null while it is on its way.</param>
/// <param name="CanProve">Whether members still get proofs of it.</param>
public sealed record BalanceDay(
    string Day, string State, long Position, Instant At, long Members, int Scale, Balances Total, Balances Books,
    string Statement, long? Index, bool CanProve)
{
    public bool IsPublished => State == BalanceBook.Published;

    public bool IsRefused => State == BalanceBook.Refused;
}

/// <summary>One member's place in a day's tree, with the way up to its root.</summary>
public sealed record BalanceProof(
    BalanceDay Day, long Member, ImmutableArray<byte> Salt, Balances Balances, long Place,
    ImmutableArray<BalanceNode> Path)
{
    public BalanceStatement Statement { get; } = BalanceStatement.Parse(Day.Statement);
}
