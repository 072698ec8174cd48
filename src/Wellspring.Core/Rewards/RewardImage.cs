using Wellspring.Core.Pools;

namespace Wellspring.Core.Rewards;

/// <summary>The bytes of a <see cref="RewardBook"/> and of merchants' developers in a state image.</summary>
internal static class RewardImage
{
    public static bool IsEmpty(PoolState state) =>
        state.Rewards.IsEmpty && state.Merchants.All.TrueForAll(merchant => merchant.Developer == MemberNumber.None);

    public static void Write(PoolState state, WireWriter writer)
    {
        var book = state.Rewards;
        Write(writer, [.. book.Agencies.Values.SelectMany(all => all)], agency => RecordParts.Write(writer, agency));
        Write(writer, [.. book.Levels.OrderBy(entry => entry.Key)], entry =>
        {
            writer.Unsigned((ulong)entry.Key);
            writer.Text(entry.Value);
        });
        Write(writer, [.. book.Promoters], member => writer.Unsigned((ulong)member));
        Write(writer, [.. book.BoundAt.OrderBy(entry => entry.Key)], entry =>
        {
            writer.Unsigned((ulong)entry.Key);
            writer.Signed(entry.Value.Milliseconds);
        });
        Write(writer, [.. book.Dividends.OrderBy(entry => entry.Key)], entry =>
        {
            writer.Unsigned((ulong)entry.Key);
            writer.Money(entry.Value);
        });
        Write(writer, [.. book.Periods], entry =>
        {
            writer.Text(entry.Key);
            writer.Money(entry.Value);
        });
        writer.Money(book.AgentFees);
        writer.Money(book.DividendsPaid);
        Write(writer, [.. state.Merchants.All.Where(merchant => merchant.Developer != MemberNumber.None)], merchant =>
        {
            writer.Unsigned((ulong)merchant.Number);
            writer.Unsigned((ulong)merchant.Developer.Value);
        });
    }

    public static void Read(PoolState state, ref WireReader reader)
    {
        var book = state.Rewards;
        for (var left = reader.Int(); left > 0; left--)
        {
            var agency = RecordParts.ReadAgency(ref reader);
            book.Put(
                Division.TryRead(agency.Division, out var division)
                    ? division
                    : throw new WireException("an agent stands for no division"),
                agency);
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            book.Levels.Add(reader.Int(), reader.Required());
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            book.Promoters.Add(reader.Int());
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            book.BoundAt.Add(reader.Int(), new(reader.Signed()));
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            book.Dividends.Add(reader.Int(), reader.Money());
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            book.Periods.Add(reader.Required(), reader.Money());
        }

        (book.AgentFees, book.DividendsPaid) = (reader.Money(), reader.Money());
        for (var left = reader.Int(); left > 0; left--)
        {
            var number = reader.Int();
            if (number < 1 || number > state.Merchants.All.Count)
            {
                throw new WireException("a developer of no merchant");
            }

            state.Merchants.All[number - 1].Developer = new(reader.Natural());
        }
    }

    private static void Write<T>(WireWriter writer, IReadOnlyList<T> items, Action<T> write)
    {
        writer.Unsigned((ulong)items.Count);
        foreach (var item in items)
        {
            write(item);
        }
    }
}
