using System.Collections.Immutable;
using System.Diagnostics;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>The bytes of due items and of what a step caused: exits, notices, splits.</summary>
internal static class DueCodec
{
    public static void Write(WireWriter writer, DueItem item)
    {
        var group = writer.OpenGroup();
        switch (item)
        {
            case DueItem.OrderFinal final:
                writer.Byte(1);
                RecordParts.Write(writer, final.Settlement);
                break;
            case DueItem.OrderHeld waits:
                writer.Byte(2);
                writer.Text(waits.Order);
                writer.Unsigned((ulong)waits.Reason);
                writer.Text(waits.Detail);
                break;
            case DueItem.NoticeEnded ended:
                writer.Byte(3);
                writer.Unsigned((ulong)ended.Member.Value);
                Write(writer, ended.Exit);
                break;
            case DueItem.NoticeHeld held:
                writer.Byte(4);
                writer.Unsigned((ulong)held.Member.Value);
                break;
            case DueItem.PlanEffective effective:
                writer.Byte(10);
                writer.Unsigned((ulong)effective.Version);
                break;
            case DueItem.ReleaseBegan began:
                writer.Byte(20);
                writer.Signed(began.Day);
                writer.Points(began.Budget);
                writer.Money(began.Allowance);
                break;
            case DueItem.PointsReleased released:
                writer.Byte(21);
                writer.Unsigned((ulong)released.Member.Value);
                writer.Points(released.Points);
                writer.Money(released.Basis);
                break;
            default:
                throw new UnreachableException($"no bytes for {item.GetType().Name}");
        }

        Write(writer, item.After);
        writer.CloseGroup(group);
    }

    public static ImmutableArray<DueItem> Read(ref WireReader reader)
    {
        var items = ImmutableArray.CreateBuilder<DueItem>();
        for (var left = reader.Int(); left > 0; left--)
        {
            var group = reader.OpenGroup();
            DueItem item = reader.Byte() switch
            {
                1 => new DueItem.OrderFinal(RecordParts.ReadSettlement(ref reader)),
                2 => new DueItem.OrderHeld(reader.Required(), (Refusal)reader.Int(), reader.Required()),
                3 => new DueItem.NoticeEnded(new(reader.Natural()), ReadExit(ref reader)),
                4 => new DueItem.NoticeHeld(new(reader.Natural())),
                10 => new DueItem.PlanEffective(reader.Int()),
                20 => new DueItem.ReleaseBegan(reader.Signed(), reader.Points()) { Allowance = reader.Money() },
                21 => new DueItem.PointsReleased(new(reader.Natural()), reader.Points(), reader.Money()),
                _ => throw new WireException("a due item is of a newer release"),
            };
            items.Add(item with { After = ReadAftermath(ref reader) });
            reader.CloseGroup(group);
        }

        return items.DrainToImmutable();
    }

    public static void Write(WireWriter writer, Aftermath after)
    {
        // An empty group, one byte, is the usual case: nothing followed.
        var group = writer.OpenGroup();
        if (ReferenceEquals(after, Aftermath.None))
        {
            return;
        }

        writer.Unsigned((ulong)after.Exits.Length);
        foreach (var exit in after.Exits)
        {
            Write(writer, exit);
        }

        writer.Unsigned((ulong)after.Notices.Length);
        foreach (var member in after.Notices)
        {
            writer.Unsigned((ulong)member.Value);
        }

        writer.Unsigned((ulong)after.Lapsed.Value);
        writer.Unsigned((ulong)after.Splits);
        writer.CloseGroup(group);
    }

    public static Aftermath ReadAftermath(ref WireReader reader)
    {
        var group = reader.OpenGroup();
        if (group == reader.Position)
        {
            return Aftermath.None;
        }

        var exits = ImmutableArray.CreateBuilder<CapExit>();
        for (var left = reader.Int(); left > 0; left--)
        {
            exits.Add(ReadExit(ref reader));
        }

        var notices = ImmutableArray.CreateBuilder<MemberNumber>();
        for (var left = reader.Int(); left > 0; left--)
        {
            notices.Add(new(reader.Natural()));
        }

        var (lapsed, splits) = (new MemberNumber(reader.Natural()), reader.Int());
        reader.CloseGroup(group);
        return new(exits.DrainToImmutable(), notices.DrainToImmutable(), lapsed, splits);
    }

    private static void Write(WireWriter writer, in CapExit exit)
    {
        writer.Unsigned((ulong)exit.Member.Value);
        writer.Points(exit.Points);
        writer.Money(exit.Value);
        writer.Money(exit.Paid);
    }

    private static CapExit ReadExit(ref WireReader reader) =>
        new(new(reader.Natural()), reader.Points(), reader.Money(), reader.Money());
}
