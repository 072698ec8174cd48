using System.Collections.Immutable;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Pools;

/// <summary>A version of the plan and when it took or takes effect.</summary>
public sealed record PlanVersion(Plan Plan, Instant EffectiveAt, bool IsEffective);

/// <summary>
/// All versions of a pool's plan 规则版本, published ones that still wait included. Nothing is ever taken out.
/// </summary>
internal sealed class PlanHistory(Plan first)
{
    private readonly List<(Plan Plan, Instant EffectiveAt)> _all = [(first, default)];
    private int _present;

    public Plan First => _all[0].Plan;

    public Plan Present => _all[_present].Plan;

    /// <summary>The last one published, whether or not it is in effect.</summary>
    public Plan Latest => _all[^1].Plan;

    public Instant LatestEffectiveAt => _all[^1].EffectiveAt;

    public bool HasOnlyFirst => _all.Count == 1;

    /// <summary>The version that takes effect next; null when none waits.</summary>
    public (Plan Plan, Instant EffectiveAt)? Next => _present + 1 < _all.Count ? _all[_present + 1] : null;

    public IEnumerable<PlanVersion> All =>
        _all.Select((entry, index) => new PlanVersion(entry.Plan, entry.EffectiveAt, index <= _present));

    public Plan? Find(string hash) => _all.Find(entry => entry.Plan.Hash == hash).Plan;

    public void Publish(Plan plan, Instant effectiveAt) => _all.Add((plan, effectiveAt));

    public void Step(int version)
    {
        Invariant.Require(Next is { } next && next.Plan.Settings.Version == version, "versions take effect in order");
        _present++;
    }
}

/// <summary>The acknowledgements 书面确认 of a pool, those that were taken back included.</summary>
internal sealed class AcknowledgementBook
{
    public List<(Acknowledgement Given, bool IsVoid)> All { get; } = [];

    public void Add(Acknowledgement given) => All.Add((given, false));

    public void Void(string code)
    {
        for (var index = 0; index < All.Count; index++)
        {
            if (All[index].Given.Code == code)
            {
                All[index] = All[index] with { IsVoid = true };
            }
        }
    }

    public bool IsLive(string code, string planHash, Instant at) => All.Exists(entry =>
        !entry.IsVoid && entry.Given.Code == code && entry.Given.SubjectHash == planHash && entry.Given.IsInForce(at));

    /// <summary>Whether there is anything to take back.</summary>
    public bool IsKept(string code) => All.Exists(entry => !entry.IsVoid && entry.Given.Code == code);
}

/// <summary>Which deeds rest on which acknowledgement, and whether it stands (compliance rules, section 6).</summary>
internal static class Deeds
{
    public const string CashOut = "CN-PAY-06";
    public const string CashOutTax = "CN-TAX-03";
    public const string SecondTier = "CN-MLM-02";
    public const string ForcedSale = "CN-CON-02";
    public const string Headline = "CN-RAI-02";
    public const string Injection = "CN-RAI-07";
    public const string EndOfScheme = "CN-CON-09";
    public const string SingleConversion = "CN-LEG-04";

    /// <summary>
    /// The first of the rules whose acknowledgement the plan needs and nobody holds; null when all do.
    /// </summary>
    public static string? Missing(PoolState state, Instant clock, params ReadOnlySpan<string> codes)
    {
        var plan = state.Plan;
        foreach (var code in codes)
        {
            if (plan.Needs.Contains(code) && !state.Acknowledgements.IsLive(code, plan.Hash, clock))
            {
                return code;
            }
        }

        return null;
    }

    /// <summary>The same for an exit at the cap, which pays money where selling is on.</summary>
    public static string? MissingForExit(PoolState state, Instant clock) =>
        MissingForExit(state, state.Plan, clock, []);

    /// <summary>
    /// Notices that ended without an exit for want of an acknowledgement, and begin anew once there is one: whoever was
    /// spared is told for the whole length of a notice again.
    /// </summary>
    /// <param name="plan">The plan in effect after the step.</param>
    /// <param name="added">What the step adds to the acknowledgements.</param>
    public static ImmutableArray<MemberNumber> Reopened(
        PoolState state, Plan plan, Instant clock, params ImmutableArray<Acknowledgement> added) =>
        state.Notices.Held.Count == 0 || state.IsPaused || plan.Needs.IsEmpty
        || MissingForExit(state, plan, clock, added) is not null
            ? []
            : [.. state.Notices.Held.Select(number => new MemberNumber(number))];

    private static string? MissingForExit(
        PoolState state, Plan plan, Instant clock, ImmutableArray<Acknowledgement> added)
    {
        ReadOnlySpan<string> codes = plan.Selling.Enabled ? [ForcedSale, Headline, CashOut] : [ForcedSale];
        foreach (var code in codes)
        {
            if (plan.Needs.Contains(code) && !state.Acknowledgements.IsLive(code, plan.Hash, clock)
                && !added.Any(given => given.Code == code && given.SubjectHash == plan.Hash && given.IsInForce(clock)))
            {
                return code;
            }
        }

        return null;
    }

    /// <summary>Whether the second tier of referral rewards may be paid.</summary>
    public static bool PaysSecondTier(PoolState state, Instant clock) => Missing(state, clock, SecondTier) is null;
}
