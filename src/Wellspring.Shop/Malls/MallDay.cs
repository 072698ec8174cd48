using System.Collections.Immutable;
using System.Diagnostics;
using Wellspring.Core;

namespace Wellspring.Shop.Malls;

/// <summary>One day's orders of a mall compared with what our pool knows of them 对账.</summary>
/// <param name="Day">The calendar day, counted from 1970-01-01 in the plan's time zone.</param>
public sealed record MallDay(
    long Day, MallTotals Theirs, MallTotals Ours, ImmutableArray<MallDifference> Differences)
{
    /// <summary>Compares a day. Cash is compared: what points paid at the checkout never was the mall's.</summary>
    internal static MallDay Compare(
        long day, ImmutableArray<MallOrder> theirs, IReadOnlyDictionary<string, MallHere> ours)
    {
        var differences = ImmutableArray.CreateBuilder<MallDifference>();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var order in theirs)
        {
            told.Add(order.Order);
            differences.AddRange(Between(order, ours.GetValueOrDefault(order.Order)));
        }

        differences.AddRange(ours
            .Where(pair => !told.Contains(pair.Key))
            .Select(pair => new MallDifference(
                pair.Key, MallDifferenceKind.MissingThere, null, pair.Value.Paid, pair.Value.Reason)));
        differences.Sort((left, right) => string.CompareOrdinal(left.Number, right.Number));
        return new(
            day,
            MallTotals.Of(theirs.Select(order => (order.Paid, order.Refunded))),
            MallTotals.Of(ours.Values.Where(here => here.IsBooked).Select(here => (here.Paid, here.Refunded))),
            differences.DrainToImmutable());
    }

    private static IEnumerable<MallDifference> Between(MallOrder there, MallHere? here)
    {
        if (here is { IsUnlinked: true })
        {
            yield return new(there.Order, MallDifferenceKind.Unlinked, there.Paid, null, null);
        }
        else if (here is null || !here.IsBooked)
        {
            // An order that cost nothing and whose receipt we merely have not read yet is no difference in money.
            if (there.Paid > Money.Zero || here?.Reason is not null)
            {
                yield return new(there.Order, MallDifferenceKind.MissingHere, there.Paid, null, here?.Reason);
            }
        }
        else
        {
            if (there.Paid != here.Paid)
            {
                yield return new(there.Order, MallDifferenceKind.AmountDiffers, there.Paid, here.Paid, null);
            }

            if (there.Refunded != here.Refunded)
            {
                yield return new(there.Order, MallDifferenceKind.RefundDiffers, there.Refunded, here.Refunded, null);
            }
        }
    }
}

/// <summary>One side of a day.</summary>
public sealed record MallTotals(long Orders, Money Paid, Money Refunded)
{
    internal static MallTotals Of(IEnumerable<(Money Paid, Money Refunded)> orders)
    {
        var totals = new MallTotals(0, Money.Zero, Money.Zero);
        foreach (var (paid, refunded) in orders)
        {
            totals = new(totals.Orders + 1, totals.Paid + paid, totals.Refunded + refunded);
        }

        return totals;
    }
}

/// <summary>One order on which the two sides do not agree.</summary>
/// <param name="Reason">Why the pool did not take it, in its own code.</param>
public sealed record MallDifference(
    string Number, MallDifferenceKind Kind, Money? Theirs, Money? Ours, string? Reason)
{
    public string Code => CodeOf(Kind);

    public Bilingual Sentence => Kind switch
    {
        MallDifferenceKind.MissingHere => new("商城有，这里没有", "in the mall, not here"),
        MallDifferenceKind.MissingThere => new("这里有，商城没有", "here, not in the mall"),
        MallDifferenceKind.AmountDiffers => new("实付金额不一致", "the paid amounts differ"),
        MallDifferenceKind.RefundDiffers => new("退款金额不一致", "the refunded amounts differ"),
        _ => new("买家还没有加入", "the buyer has not joined"),
    };

    internal static MallDifferenceKind KindOf(string code) =>
        Enum.GetValues<MallDifferenceKind>().First(kind => CodeOf(kind) == code);

    private static string CodeOf(MallDifferenceKind kind) => kind switch
    {
        MallDifferenceKind.MissingHere => "missing-here",
        MallDifferenceKind.MissingThere => "missing-there",
        MallDifferenceKind.AmountDiffers => "amount-differs",
        MallDifferenceKind.RefundDiffers => "refund-differs",
        MallDifferenceKind.Unlinked => "unlinked",
        _ => throw new UnreachableException($"no code for difference {(int)kind}"),
    };
}

/// <summary>The ways in which two sides can differ on one order.</summary>
public enum MallDifferenceKind
{
    MissingHere,
    MissingThere,
    AmountDiffers,
    RefundDiffers,
    Unlinked,
}

/// <summary>What our side holds of one order: the cash that the pool accepted.</summary>
internal sealed record MallHere(Money Paid, Money Refunded, bool IsUnlinked, string? Reason)
{
    public bool IsBooked => !IsUnlinked && Reason is null;
}
