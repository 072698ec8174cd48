using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Studies;

/// <summary>One thing that can be turned in a scenario, and between which values a study turns it.</summary>
/// <param name="IsLogarithmic">Whether twice as much is the same step anywhere between.</param>
public sealed record Knob(string Name, Bilingual Title, double From, double To, bool IsLogarithmic = false)
{
    /// <summary>What it stands at; null where the scenario has no such thing.</summary>
    public required Func<Scenario, double?> Now { get; init; }

    internal Func<Scenario, PlanDraft, double, PlanDraft?>? Drafts { get; init; }

    internal Func<Scenario, double, Scenario?>? Turns { get; init; }

    /// <summary>The scenario with the knob at a value; null where no plan or people could be so.</summary>
    public Scenario? Set(Scenario scenario, double value) => Set(scenario, [(this, value)]);

    /// <summary>Several knobs at once: the plan is reviewed once, with all of them.</summary>
    public static Scenario? Set(Scenario scenario, IReadOnlyCollection<(Knob Knob, double Value)> all)
    {
        var draft = scenario.Given.Settings;
        foreach (var (knob, value) in all)
        {
            if (knob.Drafts?.Invoke(scenario, draft, value) is { } changed)
            {
                draft = changed;
            }
            else if (knob.Drafts is not null)
            {
                return null;
            }
        }

        var set = scenario;
        foreach (var (knob, value) in all)
        {
            set = set is null || knob.Turns is null ? set : knob.Turns(set, value);
        }

        return set is null || ReferenceEquals(draft, scenario.Given.Settings)
            ? set
            : ChangedPlan.WithKinds(set, draft, set.Kinds).Scenario;
    }

    /// <summary>The value so far along the way, from 0 to 1.</summary>
    public double At(double share) => IsLogarithmic
        ? From * Portable.Power(To / From, share)
        : From + ((To - From) * share);
}
