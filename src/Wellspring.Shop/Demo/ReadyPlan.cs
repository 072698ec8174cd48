using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Shop.Demo;

/// <summary>A plan that comes with the program 现成方案, reviewed, with a demo shop of its kind.</summary>
public sealed record ReadyPlan
{
    private ReadyPlan(DemoShop shop)
    {
        Shop = shop;
        Text = Read($"Wellspring.Shop.Plans.{shop.Plan}.json");
        if (PlanFile.Read(Text).Draft is not { } draft || !PlanReview.TryApprove(draft, out var plan, out _))
        {
            throw new InvalidOperationException($"plans/{shop.Plan}.json does not pass its own review");
        }

        Plan = plan;
    }

    /// <summary>The six, in the order a newcomer meets them.</summary>
    public static ImmutableArray<ReadyPlan> All { get; } = [.. DemoShops.All.Select(shop => new ReadyPlan(shop))];

    public string Id => Shop.Plan;

    public DemoShop Shop { get; }

    /// <summary>The plan file as it stands in <c>plans/</c>, comments and all.</summary>
    public string Text { get; }

    public Plan Plan { get; }

    /// <summary>The ready plan of an id; null for an id that is none.</summary>
    public static ReadyPlan? Find(string id) => All.FirstOrDefault(ready => ready.Id == id);

    private static string Read(string resource)
    {
        using var stream = typeof(ReadyPlan).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
