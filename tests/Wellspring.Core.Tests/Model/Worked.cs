using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>Short words for worked examples: plans, commands in a row, and amounts as the rules print them.</summary>
internal sealed class Worked
{
    private readonly SlowModel _model;
    private int _commands;

    public Worked(Func<PlanDraft, PlanDraft> change) => _model = new(Plan(change));

    public SlowState Now => _model.Now;

    /// <summary>The time of the next commands; it only moves when a test moves it.</summary>
    public Instant Time { get; set; }

    /// <summary>The worked example: 20 % commission, 2 % + 2 %, 70 % minted, no float, no rewards, no cap.</summary>
    public static Plan Plan(Func<PlanDraft, PlanDraft> change)
    {
        var draft = change(new()
        {
            Id = "worked",
            Profile = PlanProfile.Sandbox,
            Split = new() { UnassignedToPool = false },
            Cap = new() { Multiple = null },
            Orders = new() { AcceptFinal = true },
        });
        return PlanReview.TryApprove(draft, out var plan, out var findings)
            ? plan
            : throw new ArgumentException(string.Join("; ", findings));
    }

    public static Money Yuan(string text) => Decimals.TryRead(text, Core.Money.Decimals, out var units)
        ? Core.Money.FromUnits(units)
        : throw new FormatException(text);

    public static Points Points(string text) => Decimals.TryRead(text, Core.Points.Decimals, out var units)
        ? Core.Points.FromUnits(units)
        : throw new FormatException(text);

    public static string Money(BigInteger units) => Decimals.Write((long)units, Core.Money.Decimals);

    public static string Amount(BigInteger points) => Decimals.Write((long)points, Core.Points.Decimals);

    /// <summary>The price as the reduced fraction of yuan a point: <c>10/7</c>.</summary>
    public string Fraction()
    {
        var (money, points) = (Now.Price.Money * 100, Now.Price.Points);
        var common = BigInteger.GreatestCommonDivisor(money, points);
        return $"{money / common}/{points / common}";
    }

    public SlowMember Member(string name) => Now.Member(name);

    public SlowAnswer Do(Func<string, Instant, PoolCommand> command) =>
        _model.Submit(command($"c{++_commands}", Time));

    /// <summary>A command that the example needs to be accepted.</summary>
    public SlowAnswer Must(Func<string, Instant, PoolCommand> command)
    {
        var answer = Do(command);
        Assert.Equal(Refusal.None, answer.Refusal);
        return answer;
    }

    public SlowAnswer Settle(string order, string member, string amount, Funding? funding = null) =>
        Must((id, at) => new PoolCommand.SettleOrder(id, at, order, member, "shop", Yuan(amount), funding, []));

    public SlowAnswer Place(string order, string member, string amount, Funding? funding = null) =>
        Must((id, at) => new PoolCommand.PlaceOrder(id, at, order, member, "shop", Yuan(amount), funding, []));

    public SlowAnswer Deliver(string order) => Must((id, at) => new PoolCommand.DeliverOrder(id, at, order));

    public SlowAnswer Sell(string member, PointsAsked points) =>
        Must((id, at) => new PoolCommand.SellPoints(id, at, member, points, default, null));

    public SlowAnswer Reverse(string order, string amount) =>
        Must((id, at) => new PoolCommand.ReverseOrder(id, at, order, Yuan(amount)));

    public SlowAnswer Refund(string order, string amount) =>
        Must((id, at) => new PoolCommand.RefundOrder(id, at, order, Yuan(amount)));

    public SlowAnswer Bind(string member, string referrer) =>
        Must((id, at) => new PoolCommand.BindReferrer(id, at, member, referrer));

    public SlowAnswer Inject(string amount) =>
        Must((id, at) => new PoolCommand.InjectCapital(id, at, Yuan(amount), "own", "v1", null));

    public SlowAnswer Advance(Duration by)
    {
        Time = Time.Plus(by);
        return Must((id, at) => new PoolCommand.AdvanceClock(id, at));
    }
}
