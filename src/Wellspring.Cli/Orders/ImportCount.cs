using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Cli.Orders;

/// <summary>Rows and what they add up to in the shop's currency.</summary>
internal readonly record struct Tally(long Rows, ShopAmount Amount)
{
    public Tally With(ShopAmount amount) => new(Rows + 1, Amount + amount);

    public static Tally operator +(Tally left, Tally right) => new(left.Rows + right.Rows, left.Amount + right.Amount);
}

/// <summary>The account of one import: every row in, and what became of it, to the cent.</summary>
/// <remarks>These are the translation's figures; the pool counts what it answers to the commands.</remarks>
internal sealed record ImportCount
{
    /// <summary>Rows that could be read; amounts as they stand, refunds as positive numbers.</summary>
    public Tally RowsIn { get; init; }

    /// <summary>Rows that could not be read have no amount.</summary>
    public long Unreadable { get; init; }

    public ImmutableSortedDictionary<RowVerdict, Tally> Verdicts { get; init; } =
        ImmutableSortedDictionary<RowVerdict, Tally>.Empty;

    /// <summary>
    /// Refunds cut to what was left of their order, and by how much in all; the rest of each row counts above.
    /// </summary>
    public Tally Clipped { get; init; }

    /// <summary>Placed with the pool, in yuan.</summary>
    public Money OrderedYuan { get; init; }

    public Money RefundedYuan { get; init; }

    public Money ReversedYuan { get; init; }

    /// <summary>Customers with at least one order that was placed.</summary>
    public int Members { get; init; }

    public int Merchants { get; init; }

    /// <summary>Members with an invented referrer.</summary>
    public int Referrals { get; init; }

    public long Commands { get; init; }

    /// <summary>The time of the first command and the orders' clock after the last; null when there was none.</summary>
    public Instant? First { get; init; }

    public Instant? Clock { get; init; }

    public Tally Ordered => Of(RowVerdict.Ordered);

    public Tally Refunded => Of(RowVerdict.Refunded);

    public Tally Reversed => Of(RowVerdict.Reversed);

    public Tally Refused => Sum(RowVerdicts.IsRefused);

    public Tally Skipped => Sum(RowVerdicts.IsSkipped);

    /// <summary>Rows and money in are rows and money out: the promise of the whole import.</summary>
    public bool IsBalanced =>
        RowsIn == Ordered + Refunded + Reversed + Refused + Skipped + new Tally(0, Clipped.Amount);

    public Tally Of(RowVerdict verdict) => Verdicts.GetValueOrDefault(verdict);

    /// <summary>The account with one more row.</summary>
    public ImportCount With(RowOutcome outcome)
    {
        if (outcome.Verdict is RowVerdict.Unreadable)
        {
            return this with { Unreadable = Unreadable + 1 };
        }

        var counted = outcome.Amount - outcome.Excess;
        return this with
        {
            RowsIn = RowsIn.With(outcome.Amount),
            Verdicts = Verdicts.SetItem(outcome.Verdict, Of(outcome.Verdict).With(counted)),
            Clipped = outcome.Excess > ShopAmount.Zero ? Clipped.With(outcome.Excess) : Clipped,
            Commands = Commands + outcome.Commands.Length,
        };
    }

    private Tally Sum(Func<RowVerdict, bool> counts) =>
        Verdicts.Where(entry => counts(entry.Key)).Aggregate(default(Tally), (sum, entry) => sum + entry.Value);
}
