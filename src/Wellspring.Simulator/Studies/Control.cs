namespace Wellspring.Simulator.Studies;

/// <summary>
/// What an order brings in the mean is known beforehand, and nothing else is ever paid out 守恒: how far a run's draws
/// are from it says something of its quantiles.
/// </summary>
/// <param name="Known">Expected, in yuan an order.</param>
/// <param name="Found">Paid out and still there, in yuan an order, in the mean of the runs.</param>
public sealed record Control(double Known, double Found)
{
    /// <summary>What an order brings the pool in the mean of the scenario's kinds.</summary>
    public static double KnownOf(Scenario scenario)
    {
        var split = scenario.Plan.Split;
        var taken = split.Platform.Parts + (split.UnassignedToPool ? 0 : split.RewardBudget.Parts);
        var (sum, weights) = (0.0, 0L);
        foreach (var kind in scenario.Kinds)
        {
            weights += kind.Weight;
            sum += kind.Commission.Parts == 0
                ? 0
                : kind.Weight * ((kind.From.Units + kind.To.Units) / 2e6)
                    * (kind.Commission.Parts - taken) / 1e6;
        }

        return sum / weights;
    }

    /// <summary>
    /// What a run's orders brought, in yuan an order; null where other money came in, or some was taken out again.
    /// </summary>
    internal static double? BroughtBy(SimulationResult result)
    {
        var scenario = result.Scenario;
        if (result.Refused > 0 || result.Orders == 0 || scenario.Refunds is not null || !scenario.Injections.IsEmpty
            || scenario.Legacy is not null)
        {
            return null;
        }

        var brought = result.Paid + result.Backing.Pool + result.Backing.Reserve - scenario.Plan.Pool.Float;
        return brought.Units / 1e6 / result.Orders;
    }

    /// <summary>Members of a run who drew to sell at once, of all its members.</summary>
    internal static double ShareAtOnce(Scenario scenario, int replication, long members)
    {
        var weights = new Weights(scenario.Behaviours.Select(behaviour => behaviour.Weight));
        var (draws, count) = (new Draws(scenario.Seed, replication), 0L);
        for (var member = 1L; member <= members; member++)
        {
            var behaviour = scenario.Behaviours[weights.At(draws.Below(Purpose.Behaviour, member, weights.Sum))];
            count += behaviour.Sells is SellsWhen.AtOnce ? 1 : 0;
        }

        return members == 0 ? 0 : (double)count / members;
    }

    /// <summary>How far each is from what is known; nothing where the differences are crumbs.</summary>
    internal static double[] Less(IEnumerable<double> found, double known)
    {
        double[] all = [.. found.Select(one => one - known)];
        return Array.TrueForAll(all, one => Math.Abs(one) <= Math.Abs(known) * 1e-9) ? [] : all;
    }

    /// <summary>The values less what the controls explain of them, by least squares.</summary>
    /// <param name="controls">Each of them 0 in expectation; an empty one says nothing.</param>
    internal static Estimate? Adjust(double[] values, params double[][] controls)
    {
        controls = [.. controls.Where(control => control.Length > 0)];
        if (controls.Length == 0 || values.Length < controls.Length + 3)
        {
            return null;
        }

        // One after the other, each less what those before it have said (Gram and Schmidt).
        var rest = values;
        for (var place = 0; place < controls.Length; place++)
        {
            rest = Without(rest, controls[place]);
            for (var later = place + 1; later < controls.Length; later++)
            {
                controls[later] = Without(controls[later], controls[place]);
            }
        }

        return Estimate.Of(rest, lost: 1 + controls.Length);
    }

    private static double[] Without(double[] values, double[] control)
    {
        var (mean, middle) = (values.Sum() / values.Length, control.Sum() / control.Length);
        var spread = control.Sum(one => (one - middle) * (one - middle));
        var slope = spread <= 1e-30
            ? 0
            : values.Zip(control).Sum(pair => (pair.First - mean) * (pair.Second - middle)) / spread;
        return [.. values.Zip(control, (value, one) => value - (slope * one))];
    }
}

/// <summary>What a replication found, and what chance did to it that is known beforehand.</summary>
/// <param name="Brought">Yuan an order; null where that is not known.</param>
internal readonly record struct ControlledRun(Headline Headline, double? Brought, double ShareAtOnce);
