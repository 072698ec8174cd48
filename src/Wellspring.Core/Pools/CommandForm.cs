using System.Collections.Frozen;
using System.Collections.Immutable;
using Wellspring.Core.Legacy;

namespace Wellspring.Core.Pools;

/// <summary>How one kind of command is written: its name, its fields, and the command that they make.</summary>
internal sealed record CommandForm(
    string Name, ImmutableArray<string> Fields, Func<string, Instant, CommandFields, PoolCommand> Read)
{
    private static readonly ImmutableArray<string> Paid =
        ["order", "member", "merchant", "amount", "funding", "lines", "region"];

    private static readonly ImmutableArray<CommandForm> Orders =
    [
        new("settleOrder", Paid, (id, at, of) => new PoolCommand.SettleOrder(
            id, at, of.Id("order"), of.Member("member"), of.Id("merchant"), of.Cash("amount"), of.Funding("funding"),
            of.Lines("lines")) { Region = of.DivisionOrNull("region") }),
        new("placeOrder", Paid, (id, at, of) => new PoolCommand.PlaceOrder(
            id, at, of.Id("order"), of.Member("member"), of.Id("merchant"), of.Cash("amount"), of.Funding("funding"),
            of.Lines("lines")) { Region = of.DivisionOrNull("region") }),
        new("deliverOrder", ["order"], (id, at, of) => new PoolCommand.DeliverOrder(id, at, of.Id("order"))),
        new("refundOrder", ["order", "amount"], (id, at, of) =>
            new PoolCommand.RefundOrder(id, at, of.Id("order"), of.Cash("amount"))),
        new("reverseOrder", ["order", "amount"], (id, at, of) =>
            new PoolCommand.ReverseOrder(id, at, of.Id("order"), of.Cash("amount"))),
    ];

    private static readonly ImmutableArray<CommandForm> Points =
    [
        new("sellPoints", ["member", "points", "minimum", "scale"], (id, at, of) => new PoolCommand.SellPoints(
            id, at, of.Member("member"), of.Points("points"), of.Minimum("minimum"), of.Scale("scale"))),
        new("redeemPoints", ["member", "points", "order", "scale"], (id, at, of) => new PoolCommand.RedeemPoints(
            id, at, of.Member("member"), of.Points("points"), of.Id("order"), of.Scale("scale"))),
        new("spendCredit", ["member", "order", "amount"], (id, at, of) =>
            new PoolCommand.SpendCredit(id, at, of.Member("member"), of.Id("order"), of.Cash("amount"))),
    ];

    private static readonly ImmutableArray<CommandForm> OperatorMoney =
    [
        new("injectCapital", ["amount", "source", "voucher", "approver", "contract"], (id, at, of) =>
            new PoolCommand.InjectCapital(
                id, at, of.Cash("amount"), of.Phrase("source"), of.Id("voucher"), of.IdOrNull("approver"))
            {
                Contract = of.IdOrNull("contract"),
            }),
        new("subsidise", ["amount", "rate", "source", "voucher", "approver"], (id, at, of) =>
            new PoolCommand.Subsidise(id, at, of.Cash("amount"), of.Rate("rate"), of.Phrase("source"),
                of.Id("voucher"), of.IdOrNull("approver"))),
        new("returnReserve", ["amount", "approver"], (id, at, of) =>
            new PoolCommand.ReturnReserve(id, at, of.CashOrNull("amount"), of.IdOrNull("approver"))),
        new("topUpDeposit", ["merchant", "amount", "voucher"], (id, at, of) =>
            new PoolCommand.TopUpDeposit(id, at, of.Id("merchant"), of.Cash("amount"), of.Id("voucher"))),
    ];

    private static readonly ImmutableArray<CommandForm> People =
    [
        new("bindReferrer", ["member", "referrer"], (id, at, of) =>
            new PoolCommand.BindReferrer(id, at, of.Member("member"), of.Member("referrer"))),
        new("unbindReferrer", ["member"], (id, at, of) =>
            new PoolCommand.UnbindReferrer(id, at, of.Member("member"))),
        new("registerMerchant", ["merchant", "commission", "developer"], (id, at, of) =>
            new PoolCommand.RegisterMerchant(id, at, of.Id("merchant"), of.Rate("commission"))
            {
                Developer = of.MemberOrNull("developer"),
            }),
    ];

    private static readonly ImmutableArray<CommandForm> Rewards =
    [
        new("appointAgent", ["division", "tier", "member", "from", "until", "contract"], (id, at, of) =>
            new PoolCommand.AppointAgent(id, at, of.Division("division"), of.Tier("tier"), of.Member("member"),
                of.Time("from"), of.Time("until"), of.Id("contract"))),
        new("endAgent", ["division"], (id, at, of) => new PoolCommand.EndAgent(id, at, of.Division("division"))),
        new("bookAgentFee", ["division", "member", "amount", "voucher"], (id, at, of) =>
            new PoolCommand.BookAgentFee(id, at, of.Division("division"), of.Member("member"), of.Cash("amount"),
                of.Id("voucher"))),
        new("setLevel", ["member", "level"], (id, at, of) =>
            new PoolCommand.SetLevel(id, at, of.Member("member"), of.LevelOrNull("level"))),
        new("appointPromoter", ["member"], (id, at, of) =>
            new PoolCommand.AppointPromoter(id, at, of.Member("member"))),
        new("endPromoter", ["member"], (id, at, of) => new PoolCommand.EndPromoter(id, at, of.Member("member"))),
        new("payDividend", ["period", "amount", "shares"], (id, at, of) =>
            new PoolCommand.PayDividend(id, at, of.Id("period"), of.Cash("amount"), of.Shares("shares"))),
    ];

    private static readonly ImmutableArray<CommandForm> Withdrawals =
    [
        new("requestWithdrawal", ["withdrawal", "member", "amount"], (id, at, of) => new PoolCommand.RequestWithdrawal(
            id, at, of.IdOrNull("withdrawal") ?? id, of.Member("member"), of.Cash("amount"))),
        new("approveWithdrawal", ["withdrawal", "approver"], (id, at, of) =>
            new PoolCommand.ApproveWithdrawal(id, at, of.Id("withdrawal"), of.IdOrNull("approver"))),
        new("rejectWithdrawal", ["withdrawal", "reason"], (id, at, of) =>
            new PoolCommand.RejectWithdrawal(id, at, of.Id("withdrawal"), of.PhraseOrNull("reason"))),
        new("withdrawalPaid", ["withdrawal", "voucher"], (id, at, of) =>
            new PoolCommand.WithdrawalPaid(id, at, of.Id("withdrawal"), of.IdOrNull("voucher"))),
        new("withdrawalFailed", ["withdrawal", "reason"], (id, at, of) =>
            new PoolCommand.WithdrawalFailed(id, at, of.Id("withdrawal"), of.PhraseOrNull("reason"))),
    ];

    private static readonly ImmutableArray<CommandForm> Life =
    [
        new("advanceClock", [], (id, at, _) => new PoolCommand.AdvanceClock(id, at)),
        new("pausePool", ["by", "reason"], (id, at, of) =>
            new PoolCommand.PausePool(id, at, of.IdOrNull("by"), of.PhraseOrNull("reason"))),
        new("liftPause", ["by", "approver"], (id, at, of) =>
            new PoolCommand.LiftPause(id, at, of.IdOrNull("by"), of.IdOrNull("approver"))),
        new("announceClosing", ["by"], (id, at, of) => new PoolCommand.AnnounceClosing(id, at, of.IdOrNull("by"))),
        new("closePool", ["by"], (id, at, of) => new PoolCommand.ClosePool(id, at, of.IdOrNull("by"))),
    ];

    /// <summary>Every command there is, in the order of the reference.</summary>
    public static ImmutableArray<CommandForm> All { get; } =
    [
        .. Orders, .. Points, .. OperatorMoney, .. People, .. Rewards, .. Withdrawals, .. Life, .. VersionForms.All,
        .. LegacyForms.All,
    ];

    private static readonly FrozenDictionary<string, CommandForm> ByName =
        All.ToFrozenDictionary(form => form.Name, StringComparer.Ordinal);

    public static CommandForm? Find(string name) => ByName.GetValueOrDefault(name);

    public static string NearestTo(string name) => Nearest.To(name, All.Select(form => form.Name));
}
