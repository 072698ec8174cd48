using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Members.Disclosures;

/// <summary>The live figures of 7.1: how many joined, what they spent and got back, what the pool holds.</summary>
/// <remarks>
/// Read from the pool a few thousand members at a time, so that its writer never waits long, and kept for a minute or
/// for twenty times as long as the reading took.
/// </remarks>
public sealed class DisclosureFigures(
    PoolGate gate, ShopDatabase database, PoolClock clock, TimeProvider wall, AttestationBook bank) : IDisposable
{
    private const int MembersARead = 2_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private JoinFigures? _figures;
    private DateTimeOffset _freshUntil;

    /// <summary>The figures as they are now, at most a minute old.</summary>
    public async Task<JoinFigures> ReadAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            if (_figures is null || wall.GetUtcNow() >= _freshUntil)
            {
                var started = wall.GetTimestamp();
                _figures = await ComputeAsync(cancellation);
                var took = wall.GetElapsedTime(started) * 20;
                _freshUntil = wall.GetUtcNow() + (took > Kept ? took : Kept);
            }

            // An old debt is never hidden behind a figure that is a minute old (CN-LEG-03).
            return _figures with { Legacy = Written.Yuan(await LegacyAsync(cancellation)) };
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>What is owed to creditors of an old platform now; zero without any.</summary>
    public Task<Money> LegacyAsync(CancellationToken cancellation) =>
        gate.ReadAsync(desk => desk.Pool.Legacy?.Open ?? Money.Zero, cancellation);

    /// <summary>
    /// Why figures cannot be agreed to any more: more is owed to old creditors than they say (CN-LEG-03).
    /// </summary>
    public async Task<Bilingual?> HidesDebtAsync(JoinFigures shown, CancellationToken cancellation)
    {
        var open = await LegacyAsync(cancellation);
        var findings = LegacyGuard.Review(new LegacyDebtFacts(
            open, IsShownOnJoining: IsAtLeast(shown, open), default, default));
        return findings.IsEmpty ? null : new(findings[0].Zh, findings[0].En);
    }

    /// <summary>
    /// The most that all members together can get back, as a share of spend: what the best merchant or own goods put
    /// in, less platform and rewards, plus rewards nobody earns where they go to the pool. Injections come on top.
    /// </summary>
    public static Rate Bound(ShopReader reader, Plan plan)
    {
        var merchants = reader.Number($"SELECT max(commission) FROM merchants WHERE state = 'active'") ?? 0;
        var margin = reader.Number($"""
            SELECT max((price - cost) * 1000000 / price) FROM goods
            WHERE inflow_basis = 'margin' AND state = 'offered' AND price > 0 AND cost < price AND price < 9000000000000
            """) ?? 0;
        var commission = Math.Max(plan.Split.Commission.Parts, Math.Max(merchants, margin));
        var parts = commission - plan.Split.Platform.Parts
            - (plan.Split.UnassignedToPool ? 0 : plan.Split.RewardBudget.Parts);
        return Rate.FromParts((int)Math.Clamp(parts, 0, Rate.PartsPerWhole));
    }

    public void Dispose() => _reading.Dispose();

    private async Task<JoinFigures> ComputeAsync(CancellationToken cancellation)
    {
        var plan = gate.Plan;
        var shop = database.Read(reader => new ShopFigures(
            MemberBook.Count(reader), reader.Number($"SELECT count(*) FROM cap_exits") ?? 0, Bound(reader, plan),
            OperatorDetails.Read(reader)));
        var back = await BackAsync(cancellation);
        var (pool, injected) = await gate.ReadAsync(
            desk => (desk.Pool.Backing.Pool, desk.Pool.Totals.Injected), cancellation);
        return new()
        {
            Operator = shop.Operator.Name is { Length: > 0 } name ? name : plan.Settings.Operator,
            Registration = OperatorDetails.Or(shop.Operator.Licence),
            Phone = OperatorDetails.Or(shop.Operator.Contact),
            Bound = Written.Percent(shop.Bound),
            Injected = Written.Yuan(injected),
            AsOf = clock.Now().Plus(plan.Settings.TimeZone).ToDateTimeOffset()
                .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            Members = Written.Count(shop.Members),
            Cap = plan.Cap.Multiple?.ToString() ?? "—",
            ReachedCap = Written.Percent(Math.Min(shop.ReachedCap, shop.Members), shop.Members),
            MeanBack = back.Mean,
            MedianBack = back.Median,
            Pool = Written.Yuan(pool),
            Reconciled = Reconciled(plan),
            Legacy = Written.Yuan(await LegacyAsync(cancellation)),
            Payout = plan.Selling.Enabled ? Written.Percent(plan.Selling.Retention.Rest) : "0",
            AtCap = AtCap(plan),
            Direct = Written.Percent(plan.Rewards.Direct),
            Indirect = plan.Rewards.Indirect == Rate.Zero ? new("", "")
                : new($",其推荐人得{plan.Rewards.Indirect}", $", that person's referrer {plan.Rewards.Indirect},"),
        };
    }

    /// <summary>When the bank last said what the book says; members read it where it does not.</summary>
    private Bilingual Reconciled(Plan plan)
    {
        if (bank.Latest() is not { } attested)
        {
            return new("尚未核对", "not checked yet");
        }

        var day = attested.AsOf.Plus(plan.Settings.TimeZone).ToDateTimeOffset()
            .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return bank.Review().Count == 0 ? new($"{day}(一致)", $"{day} (agrees)")
            : new($"{day}(未核对一致)", $"{day} (not reconciled)");
    }

    /// <summary>What is agreed to separately where a plan sells at a cap (CN-CON-02).</summary>
    public static DisclosureText CapConsent(Plan plan)
    {
        var words = AtCap(plan);
        return new Disclosure("cap", $"到顶规则:{words.Zh}。我同意。", $"Rule at the ceiling: {words.En}. I agree.").Fill();
    }

    /// <summary>What becomes of the points at the cap, in words that end without a stop.</summary>
    public static Bilingual AtCap(Plan plan)
    {
        var noCash = plan.Selling.Enabled ? new Bilingual("", "")
            : new("目前不能卖出换钱,只能兑换商品;", "At present points cannot be sold for money, only taken as goods; ");
        if (plan.Cap.Multiple is not { } cap)
        {
            return new(
                noCash.Zh + "本方案不设上限,不会自动卖出", noCash.En + "this plan has no ceiling and sells nothing by itself");
        }

        var days = plan.Cap.NoticePeriod.Milliseconds / Instant.MillisecondsPerDay;
        var (zh, en) = plan.Selling.Enabled
            ? ("自动卖出", "they are sold by rule")
            : ("自动换成购物额度", "they are turned into goods credit by rule");
        return plan.Cap.Automatic
            ? new(
                $"{noCash.Zh}积分价值达到消费额的{cap}倍时,全部积分立即{zh},超出部分留在池内;无需再次购买",
                $"{noCash.En}when points are worth {cap} times what was spent, {en} at once and what is above stays in "
                + "the pool; no new purchase is needed")
            : new(
                $"{noCash.Zh}积分价值达到消费额的{cap}倍时,提前{days}天通知您,到期仍达到上限的,全部积分{zh},超出部分留在池内;"
                + "您可提前卖出或换商品,无需再次购买",
                $"{noCash.En}when points are worth {cap} times what was spent, you get {days} days' notice; if they "
                + $"still are, {en} and what is above stays in the pool; you may sell or take goods before, and no new "
                + "purchase is needed");
    }

    private async Task<(string Mean, string Median)> BackAsync(CancellationToken cancellation)
    {
        var shares = new List<Int128>();
        long spent = 0, received = 0;
        var count = await gate.ReadAsync(desk => desk.Pool.MemberCount, cancellation);
        for (var first = 1; first <= count; first += MembersARead)
        {
            var last = Math.Min(count, first + MembersARead - 1);
            var lives = await gate.ReadAsync(desk => Lives(desk.Pool, first, last), cancellation);
            foreach (var (memberSpent, memberReceived) in lives)
            {
                spent += memberSpent.Units;
                received += memberReceived.Units;
                shares.Add(Int128.Min(1_000_000, (Int128)memberReceived.Units * 10_000 / memberSpent.Units));
            }
        }

        shares.Sort();
        var median = shares.Count == 0 ? Int128.Zero : shares[(shares.Count - 1) / 2];
        return (Written.Percent(received, spent), Decimals.Write((long)median, 2));
    }

    private static List<(Money Spent, Money Received)> Lives(Pool pool, int first, int last)
    {
        var lives = new List<(Money, Money)>(last - first + 1);
        for (var number = first; number <= last; number++)
        {
            if (pool.LifeOf(new(number)) is var life && life.Spent > Money.Zero)
            {
                lives.Add(life);
            }
        }

        return lives;
    }

    // Somebody who read a larger debt than there is was not told too little.
    private static bool IsAtLeast(JoinFigures shown, Money open) =>
        Decimals.TryRead(shown.Legacy.Zh.Replace(",", "", StringComparison.Ordinal), Money.Decimals, out var units)
        && units >= open.FloorToFen().Units;

    private sealed record ShopFigures(long Members, long ReachedCap, Rate Bound, OperatorDetails Operator);
}
