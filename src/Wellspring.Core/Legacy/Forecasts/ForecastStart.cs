using System.Collections.Immutable;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy.Forecasts;

/// <summary>
/// A pool as it stood at one moment, from which any number of forecasts can be run while the pool itself goes on.
/// </summary>
public sealed class ForecastStart
{
    private readonly Plan _plan;
    private readonly byte[] _image;

    private ForecastStart(Plan plan, byte[] image) => (_plan, _image) = (plan, image);

    /// <summary>Takes the picture: a read of the whole state, done in a moment. Null without legacy.</summary>
    public static ForecastStart? Of(Pool pool)
    {
        if (pool.Plan.Legacy is null)
        {
            return null;
        }

        var image = new WireWriter(1 << 16);
        pool.WriteImage(image);
        return new(pool.PlanVersions.First().Plan, image.Written.ToArray());
    }

    /// <summary>Runs on from here under the assumptions; takes seconds for decades of many creditors.</summary>
    public Forecast Run(ForecastAssumptions assumptions) =>
        new ForecastRun(Pool.Restore(_plan, _image), assumptions).Run();

    /// <summary>Falling, flat and growing by so much a month, in this order: hope comes last.</summary>
    public ImmutableArray<Forecast> Three(ForecastAssumptions flat, int growthParts = 50_000) =>
    [
        Run(flat with { GrowthParts = -growthParts }),
        Run(flat with { GrowthParts = 0 }),
        Run(flat with { GrowthParts = growthParts }),
    ];
}
