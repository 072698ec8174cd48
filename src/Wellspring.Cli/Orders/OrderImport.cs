using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Cli.Orders;

/// <summary>
/// Turns the rows of a shop's file into commands for the pool; the rules are in docs/concepts/shop-orders.md.
/// </summary>
/// <remarks>
/// It knows the rows so far, the map and the plan's return window, and nothing of the pool. So the same file gives the
/// same commands under the same ids, and importing it twice changes nothing. It runs a clock of its own as the pool
/// does, because a refund before finality and one after it are different commands.
/// </remarks>
internal sealed class OrderImport(OrderMap map, Duration returnWindow)
{
    private readonly Dictionary<string, KnownOrder?> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _refunds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly MerchantIds _merchants = new(map.MerchantPrefix);
    private readonly InventedReferrals? _referrals =
        map.InventedReferralEvery is { } every ? new(every) : null;

    private Instant _clock;
    private ImportCount _count = new();

    /// <summary>The account so far.</summary>
    public ImportCount Count
    {
        get
        {
            Invariant.Require(_count.IsBalanced, "every row of an import ends up in one place");
            return _count with
            {
                Members = _members.Count,
                Merchants = _merchants.Count,
                Clock = _count.First is null ? null : _clock,
            };
        }
    }

    /// <summary>
    /// What becomes of the next row. Its commands are to be applied in this order, before the next row's.
    /// </summary>
    public RowOutcome Translate(ShopRow row)
    {
        var outcome = row switch
        {
            ShopRow.Order order => TranslateOrder(order),
            ShopRow.Refund refund => TranslateRefund(refund),
            ShopRow.Skipped skipped =>
                new RowOutcome(skipped.Line, skipped.Number, skipped.Amount, RowVerdict.SkippedKind, []),
            ShopRow.Bad bad => new RowOutcome(bad.Line, "", default, RowVerdict.Unreadable, []) { Bad = bad },
            _ => throw new System.Diagnostics.UnreachableException($"no rule translates {row.GetType().Name}"),
        };
        _count = _count.With(outcome);
        return outcome;
    }

    /// <summary>
    /// Moves the clock to the last row's time plus the return window, so that every order becomes final. Leave it out
    /// where more rows of the same shop will follow later.
    /// </summary>
    public PoolCommand.AdvanceClock? Finish()
    {
        if (_count.First is null)
        {
            return null;
        }

        // The time is part of the id: a longer file has a later end, and that is another command.
        var end = _clock.Plus(returnWindow);
        _count = _count with { Commands = _count.Commands + 1 };
        return new(LegalId.Of($"{map.Id}:{end.Milliseconds}:end"), end);
    }

    private RowOutcome TranslateOrder(ShopRow.Order row)
    {
        var fits = map.RateToYuan.TryFloorToFen(row.Amount, out var yuan);
        var id = LegalId.Of(map.OrderPrefix + row.Number);
        var verdict = _orders.ContainsKey(id) ? RowVerdict.OrderExists
            : !fits ? RowVerdict.AmountTooLarge
            : yuan == Money.Zero ? RowVerdict.Zero
            : row.Customer.Length == 0 ? RowVerdict.NoCustomer
            : RowVerdict.Ordered;
        if (verdict is not RowVerdict.Ordered)
        {
            // Refunds of such an order must find that it was never settled.
            _orders.TryAdd(id, null);
            return new(row.Line, row.Number, row.Amount, verdict, []);
        }

        var member = map.MemberPrefix + row.Customer;
        var commands = ImmutableArray.CreateBuilder<PoolCommand>(3);
        if (_members.Add(member) && _referrals?.Welcome(member) is { } referrer)
        {
            commands.Add(new PoolCommand.BindReferrer(CommandId(row.Number, "bind"), row.At, member, referrer));
            _count = _count with { Referrals = _count.Referrals + 1 };
        }

        var merchant = _merchants.Of(row.Merchant.Length > 0 ? row.Merchant : map.Id);
        var funding = map.Funding is { } mode ? new Funding(mode, id) : null;
        commands.Add(new PoolCommand.PlaceOrder(
            CommandId(row.Number, "place"), row.At, id, member, merchant, yuan, funding, []));
        commands.Add(new PoolCommand.DeliverOrder(CommandId(row.Number, "deliver"), row.At, id));
        MoveClock(row.At);
        _orders.Add(id, new(row.Amount, _clock.Plus(returnWindow)));
        _count = _count with { OrderedYuan = _count.OrderedYuan + yuan };
        return new(row.Line, row.Number, row.Amount, verdict, commands.DrainToImmutable());
    }

    private RowOutcome TranslateRefund(ShopRow.Refund row)
    {
        var amount = row.Amount.Size;
        var earlier = _refunds.GetValueOrDefault(row.Number);
        _refunds[row.Number] = earlier + 1;
        var isKnown = _orders.TryGetValue(
            LegalId.Of(row.Refunds.Length > 0 ? map.OrderPrefix + row.Refunds : ""), out var order);
        var verdict = map.Columns.Refunds is not null && earlier > 0 ? RowVerdict.RefundExists
            : amount == ShopAmount.Zero ? RowVerdict.Zero
            : row.Refunds.Length == 0 || !isKnown ? RowVerdict.UnmatchedRefund
            : order is null ? RowVerdict.RefundOfUnsettled
            : order.Left == ShopAmount.Zero ? RowVerdict.RefundExceedsOrder
            : order.Due <= _clock.Later(row.At) ? RowVerdict.Reversed
            : RowVerdict.Refunded;
        if (verdict is not (RowVerdict.Refunded or RowVerdict.Reversed))
        {
            return new(row.Line, row.Number, amount, verdict, []);
        }

        var given = amount.AtMost(order!.Left);
        var yuan = Refund(order, given);
        var command = RefundCommand(row, yuan, verdict, earlier);
        return new(row.Line, row.Number, amount, verdict, command) { Excess = amount - given };
    }

    /// <summary>
    /// Converts cumulatively: a full refund, in however many parts, comes to exactly the order's yuan.
    /// </summary>
    private Money Refund(KnownOrder order, ShopAmount given)
    {
        _ = map.RateToYuan.TryFloorToFen(order.Refunded, out var before);
        order.Refunded += given;
        _ = map.RateToYuan.TryFloorToFen(order.Refunded, out var after);
        return after - before;
    }

    private ImmutableArray<PoolCommand> RefundCommand(
        ShopRow.Refund row, Money yuan, RowVerdict verdict, int earlier)
    {
        if (yuan == Money.Zero)
        {
            // Less than a fen so far; the next refund of the order brings it along.
            return [];
        }

        MoveClock(row.At);
        var order = LegalId.Of(map.OrderPrefix + row.Refunds);
        var id = CommandId(row.Number, map.Columns.Refunds is null ? $"refund-{earlier + 1}" : "refund");
        var isFinal = verdict is RowVerdict.Reversed;
        _count = isFinal
            ? _count with { ReversedYuan = _count.ReversedYuan + yuan }
            : _count with { RefundedYuan = _count.RefundedYuan + yuan };
        return isFinal
            ? [new PoolCommand.ReverseOrder(id, row.At, order, yuan)]
            : [new PoolCommand.RefundOrder(id, row.At, order, yuan)];
    }

    private void MoveClock(Instant at)
    {
        _clock = _count.First is null ? at : _clock.Later(at);
        _count = _count.First is null ? _count with { First = at } : _count;
    }

    private string CommandId(string number, string deed) => LegalId.Of($"{map.Id}:{number}:{deed}");

    /// <summary>An order that was placed: what it cost, what of that went back, and when it is final.</summary>
    private sealed class KnownOrder(ShopAmount amount, Instant due)
    {
        public Instant Due { get; } = due;

        public ShopAmount Refunded { get; set; }

        public ShopAmount Left => amount - Refunded;
    }
}
