using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Pools;

/// <summary>The part of a state image that says which versions, acknowledgements and vintages a pool has.</summary>
internal static class VersionImage
{
    public static bool Has(PoolState state) =>
        !state.History.HasOnlyFirst || state.Acknowledgements.All.Count > 0;

    public static void Write(PoolState state, WireWriter writer)
    {
        var group = writer.OpenGroup();
        var later = state.History.All.Skip(1).ToList();
        writer.Unsigned((ulong)later.Count);
        foreach (var version in later)
        {
            writer.Text(version.Plan.Text);
            writer.Signed(version.EffectiveAt.Milliseconds);
            writer.Flag(version.IsEffective);
        }

        writer.Unsigned((ulong)state.Acknowledgements.All.Count);
        foreach (var (given, isVoid) in state.Acknowledgements.All)
        {
            VersionParts.Write(writer, given);
            writer.Flag(isVoid);
        }

        writer.Flag(state.Ages.IsKept);
        writer.Unsigned((ulong)state.Backing.Scale);
        Write(state.Vintages, state.Backing.Scale, writer);
        writer.CloseGroup(group);
    }

    /// <summary>Read before anything that asks for a plan: holdings, ages, limits.</summary>
    public static void Read(PoolState state, ref WireReader reader)
    {
        var group = reader.OpenGroup();
        for (var left = reader.Int(); left > 0; left--)
        {
            var plan = PlanReview.Resume(reader.Required())
                ?? throw new WireException("a plan of the state is damaged");
            state.History.Publish(plan, new(reader.Signed()));
            if (reader.Flag())
            {
                state.History.Step(plan.Settings.Version);
                state.Begin(plan);
            }
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            state.Acknowledgements.All.Add((VersionParts.ReadAcknowledgement(ref reader), reader.Flag()));
        }

        if (reader.Flag() && !state.Ages.IsKept)
        {
            state.Ages.Keep();
        }

        var scale = reader.Int();
        Read(state.Vintages, scale, ref reader);
        reader.CloseGroup(group);
    }

    /// <summary>Who has points of later vintages, and how many of each.</summary>
    public static void Write(Vintages vintages, int scale, WireWriter writer)
    {
        writer.Unsigned((ulong)vintages.ByMember.Count);
        foreach (var (member, entry) in vintages.ByMember)
        {
            writer.Unsigned((ulong)member);
            writer.Unsigned((ulong)entry.Cap);
            for (var vintage = 1; vintage < vintages.Count; vintage++)
            {
                writer.Points(vintage < entry.Later.Length ? entry.At(vintage, scale) : Points.Zero);
            }
        }
    }

    public static void Read(Vintages vintages, int scale, ref WireReader reader)
    {
        for (var left = reader.Int(); left > 0; left--)
        {
            var (member, cap) = (reader.Int(), reader.Int());
            var later = ImmutableArray.CreateBuilder<Points>(vintages.Count);
            later.Add(Points.Zero);
            for (var vintage = 1; vintage < vintages.Count; vintage++)
            {
                later.Add(reader.Points());
            }

            vintages.ByMember.Add(member, new(later.DrainToImmutable(), scale, cap));
        }
    }
}
