using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Pools;

/// <summary>What points keep for good of the plan version they were issued under.</summary>
/// <param name="Cap">Null: no cap, and nobody is sold out.</param>
internal sealed record PointRights(
    Rate Retention, Multiple? Cap, Duration SellHolding, Rate RedeemRate, Duration RedeemHolding)
{
    public bool NeedsAges => SellHolding.Milliseconds > 0 || RedeemHolding.Milliseconds > 0;

    public static PointRights Of(PlanDraft plan) => new(
        plan.Selling.Retention, plan.Cap.Multiple, plan.Selling.MinHolding, plan.Redeeming.RedeemRate,
        plan.Redeeming.MinHolding);
}

/// <summary>A member's free points by vintage 积分批次, and the vintage whose cap the round has.</summary>
/// <remarks>The default stands for a pool with one vintage: all points are of it.</remarks>
internal readonly record struct VintageLots(ImmutableArray<Points> ByVintage, int Cap)
{
    public bool IsPlain => ByVintage.IsDefault;

    /// <summary>Less points taken oldest first.</summary>
    public VintageLots LessOldest(Points points)
    {
        var left = ByVintage.ToBuilder();
        Take(left, points, first: 0, step: 1);
        return this with { ByVintage = left.DrainToImmutable() };
    }

    /// <summary>Less points of one vintage, then of the newest: what a reversal burns.</summary>
    public VintageLots LessOf(int vintage, Points points)
    {
        var left = ByVintage.ToBuilder();
        var own = left[vintage].AtMost(points);
        left[vintage] -= own;
        Take(left, points - own, first: left.Count - 1, step: -1);
        return this with { ByVintage = left.DrainToImmutable() };
    }

    private static void Take(ImmutableArray<Points>.Builder lots, Points points, int first, int step)
    {
        for (var vintage = first; points > Points.Zero; vintage += step)
        {
            Invariant.Require(vintage >= 0 && vintage < lots.Count, "vintages add up to the points held");
            var part = lots[vintage].AtMost(points);
            lots[vintage] -= part;
            points -= part;
        }
    }
}

/// <summary>
/// Points kept apart by plan version 积分批次, where versions differ in rights: nobody's older points get worse.
/// </summary>
/// <remarks>
/// The first vintage is everybody's default and is not stored. A member has an entry once points of a later vintage
/// came; the first vintage's points are what is left of the holding. A pool whose plan never changed pays nothing.
/// </remarks>
internal sealed class Vintages
{
    /// <summary>Stands where no cap applies: points·P ≥ L·S cannot hold, for no pool has that much money.</summary>
    public static readonly Money NoLimit = Money.FromUnits(long.MaxValue);

    private readonly List<(int Version, PointRights Rights)> _all = [];

    public Vintages(Plan first) => _all.Add((first.Settings.Version, PointRights.Of(first.Settings)));

    /// <summary>Points of vintages after the first, in the scale of their last change; index 0 is unused.</summary>
    internal readonly record struct Entry(ImmutableArray<Points> Later, int Scale, int Cap)
    {
        public Points At(int vintage, int scale) => Later[vintage] == Points.Zero
            ? Points.Zero
            : Points.FromUnits(Later[vintage].Units * Decimals.PowerOfTen(scale - Scale));
    }

    public SortedDictionary<int, Entry> ByMember { get; } = [];

    public int Count => _all.Count;

    /// <summary>Whether the pool has one vintage only, so that nothing needs to be kept apart.</summary>
    public bool IsPlain => _all.Count == 1;

    /// <summary>Whether anybody's round can have a cap.</summary>
    public bool HasCap { get; private set; }

    public bool NeedsAges => _all.Any(vintage => vintage.Rights.NeedsAges);

    public PointRights Rights(int vintage) => _all[vintage].Rights;

    /// <summary>The version of the plan with which the vintage began.</summary>
    public int VersionOf(int vintage) => _all[vintage].Version;

    public int VintageOf(int version) => Math.Max(0, _all.FindLastIndex(vintage => vintage.Version <= version));

    /// <summary>Called once for the first plan and again for each that takes effect.</summary>
    public void Begin(Plan plan)
    {
        if (plan.Settings.Version != _all[^1].Version && PointRights.Of(plan.Settings) != _all[^1].Rights)
        {
            _all.Add((plan.Settings.Version, PointRights.Of(plan.Settings)));
        }

        HasCap = _all.Any(vintage => vintage.Rights.Cap is not null);
    }

    public VintageLots Of(int number, Points held, int scale)
    {
        if (IsPlain)
        {
            return default;
        }

        var lots = ImmutableArray.CreateBuilder<Points>(_all.Count);
        lots.Count = _all.Count;
        lots[0] = held;
        if (!ByMember.TryGetValue(number, out var entry))
        {
            return new(lots.DrainToImmutable(), 0);
        }

        for (var vintage = 1; vintage < entry.Later.Length; vintage++)
        {
            lots[vintage] = entry.At(vintage, scale);
            lots[0] -= lots[vintage];
        }

        return new(lots.DrainToImmutable(), entry.Cap);
    }

    /// <summary>With new points of the present version; a round keeps the best cap that its points brought.</summary>
    public VintageLots With(VintageLots lots, Points held, Points minted) =>
        With(lots, held, minted, _all.Count - 1);

    /// <summary>With what another holding of the member gives up, each point with its own rights.</summary>
    /// <param name="left">The other holding after <paramref name="from"/> gave some.</param>
    public VintageLots With(VintageLots lots, Points held, VintageLots from, VintageLots left)
    {
        for (var vintage = 0; !lots.IsPlain && vintage < lots.ByVintage.Length; vintage++)
        {
            var part = from.ByVintage[vintage] - left.ByVintage[vintage];
            lots = With(lots, held, part, vintage);
            held += part;
        }

        return lots;
    }

    /// <summary>L of pool-rules 5, by the cap of the round.</summary>
    /// <param name="claim">What the round may take beside it, for its part of an old claim.</param>
    public Money LimitOf(int capVintage, Money basis, Money proceeds, Money claim) =>
        Rights(capVintage).Cap is { } cap
            ? Kernel.Limit(cap, basis, claim, proceeds)
            : NoLimit;

    public int CapOf(int number) => ByMember.TryGetValue(number, out var entry) ? entry.Cap : 0;

    /// <summary>What a sale of the oldest points pays, each vintage at its own retention.</summary>
    /// <remarks>
    /// The values are cut out of one whole, so that they add up to what all points together are worth.
    /// </remarks>
    public ImmutableArray<VintagePart> Parts(VintageLots lots, Points points, in Backing backing)
    {
        if (lots.IsPlain)
        {
            var whole = backing.Value(points);
            return [new(VersionOf(0), points, whole, Kernel.Paid(whole, Rights(0).Retention))];
        }

        var parts = ImmutableArray.CreateBuilder<VintagePart>();
        var (taken, valued) = (Points.Zero, Money.Zero);
        for (var vintage = 0; vintage < lots.ByVintage.Length && taken < points; vintage++)
        {
            var part = lots.ByVintage[vintage].AtMost(points - taken);
            if (part > Points.Zero)
            {
                taken += part;
                var value = backing.Value(taken) - valued;
                valued += value;
                parts.Add(new(VersionOf(vintage), part, value, Kernel.Paid(value, Rights(vintage).Retention)));
            }
        }

        return parts.DrainToImmutable();
    }

    /// <summary>
    /// What an exit of all points pays: the value up to the limit, oldest first, at each one's retention.
    /// </summary>
    public Money ExitPaid(VintageLots lots, Points points, in Backing backing, Money limit)
    {
        if (lots.IsPlain)
        {
            return Kernel.ExitPaid(backing.Value(points), limit, Rights(0).Retention);
        }

        var (paid, left) = (Money.Zero, limit);
        foreach (var part in Parts(lots, points, backing))
        {
            var counted = part.Value.AtMost(left);
            paid += Kernel.Paid(counted, Rights(VintageOf(part.Version)).Retention);
            left -= counted;
        }

        return paid;
    }

    /// <summary>
    /// How many of the oldest points were held long enough, each vintage by its own holding time, up to a wish.
    /// </summary>
    /// <param name="heldSince">Points held since then or longer; they are the oldest ones.</param>
    public Points HeldLongEnough(
        VintageLots lots, Points points, Func<PointRights, Duration> holding, Func<Duration, Points> heldSince)
    {
        if (lots.IsPlain)
        {
            var minimum = holding(Rights(0));
            return minimum.Milliseconds == 0 ? points : heldSince(minimum).AtMost(points);
        }

        var ripe = Points.Zero;
        for (var vintage = 0; vintage < lots.ByVintage.Length && ripe < points; vintage++)
        {
            var part = lots.ByVintage[vintage].AtMost(points - ripe);
            var minimum = holding(Rights(vintage));
            var old = minimum.Milliseconds == 0 ? part : Beyond(heldSince(minimum), ripe).AtMost(part);
            ripe += old;
            if (old < part)
            {
                break;
            }
        }

        return ripe;
    }

    /// <summary>Keeps what a member has after an event of its own.</summary>
    public void Keep(MemberNumber number, VintageLots lots, int scale)
    {
        if (lots.IsPlain)
        {
            return;
        }

        var later = lots.ByVintage.SetItem(0, Points.Zero);
        var isEmpty = later.All(points => points == Points.Zero);
        if (isEmpty && (lots.Cap == 0 || lots.ByVintage[0] == Points.Zero))
        {
            ByMember.Remove((int)number.Value);
        }
        else
        {
            ByMember[(int)number.Value] = new(later, scale, lots.Cap);
        }
    }

    public void Forget(MemberNumber number) => ByMember.Remove((int)number.Value);

    private VintageLots With(VintageLots lots, Points held, Points more, int vintage) =>
        lots.IsPlain || more == Points.Zero
            ? lots
            : new(
                lots.ByVintage.SetItem(vintage, lots.ByVintage[vintage] + more),
                held == Points.Zero || IsBetter(Rights(vintage).Cap, Rights(lots.Cap).Cap) ? vintage : lots.Cap);

    private static Points Beyond(Points all, Points first) => all <= first ? Points.Zero : all - first;

    private static bool IsBetter(Multiple? cap, Multiple? than) =>
        than is not null && (cap is null || cap.Value.Millionths > than.Value.Millionths);
}
