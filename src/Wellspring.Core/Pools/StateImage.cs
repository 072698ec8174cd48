using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>The canonical bytes of a pool's state: what a snapshot holds and the state hash is taken of.</summary>
/// <remarks>
/// Order is fixed everywhere, points are brought to the present scale, and what can be derived (the trigger heap) is
/// left out, so equal states give equal bytes whatever the way that led to them. See docs/formats/snapshot.md.
/// </remarks>
internal static class StateImage
{
    /// <summary>
    /// An image of what there was from the start; the second version is one with sections after it, the third one that
    /// has the plan's versions before it. A state without any keeps the first, so old journals keep their state hashes.
    /// </summary>
    private const byte Plain = 1;
    private const byte WithSections = 2;
    private const byte WithVersions = 3;

    // Sections stand in the order of their numbers, each in a group of its own, the empty ones left out.
    private const byte RewardSection = 1;
    private const byte LegacySection = 2;
    private const byte ReleaseSection = 3;

    public static void Write(PoolState state, WireWriter writer)
    {
        var (hasRewards, hasVersions) = (!RewardImage.IsEmpty(state), VersionImage.Has(state));
        var hasLegacy = !LegacyImage.IsEmpty(state);
        writer.Byte(hasVersions ? WithVersions : hasRewards || hasLegacy ? WithSections : Plain);
        writer.Text(state.History.First.Hash);
        if (hasVersions)
        {
            VersionImage.Write(state, writer);
        }

        writer.Flag(state.IsOpened);
        WriteBacking(state.Backing, writer);
        WriteTotals(state.Totals, writer);
        writer.Signed(state.Clock.Milliseconds);
        writer.Flag(state.IsPaused);
        writer.Flag(state.IsClosed);
        writer.Flag(state.ClosesAt is not null);
        writer.Signed((state.ClosesAt ?? default).Milliseconds);
        writer.Money(state.Platform);
        writer.Money(state.PlatformReceivable);
        WriteAround(state, writer);
        writer.Unsigned((ulong)state.Members.Count);
        for (var number = 1; number <= state.Members.Count; number++)
        {
            WriteMember(state.Members[number], state.Backing.Scale, writer);
        }

        WriteSection(RewardSection, hasRewards, () => RewardImage.Write(state, writer), writer);
        WriteSection(LegacySection, hasLegacy, () => LegacyImage.Write(state, writer), writer);
        WriteSection(
            ReleaseSection, hasLegacy && !ReleaseImage.IsEmpty(state), () => ReleaseImage.Write(state, writer), writer);
    }

    /// <exception cref="WireException">Not an image, or of another plan.</exception>
    public static PoolState Read(Plan plan, ReadOnlySpan<byte> image)
    {
        var reader = new WireReader(image);
        var version = reader.Byte();
        if (version is not (Plain or WithSections or WithVersions) || reader.Text() != plan.Hash)
        {
            throw new WireException("the state is of another version or plan");
        }

        var state = new PoolState(plan);
        if (version == WithVersions)
        {
            VersionImage.Read(state, ref reader);
            ReleaseRules.Arrange(state);
        }

        state.IsOpened = reader.Flag();
        state.Backing = ReadBacking(ref reader);
        state.Totals = ReadTotals(ref reader);
        state.Clock = new(reader.Signed());
        state.IsPaused = reader.Flag();
        state.IsClosed = reader.Flag();
        var closes = reader.Flag();
        var closesAt = new Instant(reader.Signed());
        state.ClosesAt = closes ? closesAt : null;
        state.Platform = reader.Money();
        state.PlatformReceivable = reader.Money();
        ReadAround(state, ref reader);
        var members = reader.Int();
        for (var number = 1; number <= members; number++)
        {
            ReadMember(state, number, ref reader);
        }

        while (version != Plain && !reader.IsAtEnd)
        {
            ReadSection(state, ref reader);
        }

        return reader.IsAtEnd ? state : throw new WireException("the state is followed by other bytes");
    }

    private static void WriteSection(byte section, bool has, Action write, WireWriter writer)
    {
        if (has)
        {
            writer.Byte(section);
            var group = writer.OpenGroup();
            write();
            writer.CloseGroup(group);
        }
    }

    private static void ReadSection(PoolState state, ref WireReader reader)
    {
        var section = reader.Byte();
        var group = reader.OpenGroup();
        switch (section)
        {
            case RewardSection:
                RewardImage.Read(state, ref reader);
                break;
            case LegacySection:
                LegacyImage.Read(state, ref reader);
                break;
            case ReleaseSection:
                ReleaseImage.Read(state, ref reader);
                break;
            default:
                throw new WireException("the state has a section of a newer release");
        }

        reader.CloseGroup(group);
    }

    private static void WriteBacking(in Backing backing, WireWriter writer)
    {
        writer.Money(backing.Pool);
        writer.Points(backing.Circulating);
        writer.Points(backing.Float);
        writer.Money(backing.Reserve);
        writer.Money(backing.Kept.Money);
        writer.Points(backing.Kept.Points);
        writer.Unsigned((ulong)backing.Scale);
    }

    private static Backing ReadBacking(ref WireReader reader) => Backing.Restore(
        reader.Money(), reader.Points(), reader.Points(), reader.Money(), new(reader.Money(), reader.Points()),
        reader.Int());

    private static void WriteTotals(Totals totals, WireWriter writer)
    {
        writer.Money(totals.Float);
        writer.Money(totals.Inflow);
        writer.Money(totals.Turnover);
        writer.Money(totals.Injected);
        writer.Money(totals.SubsidiesUsed);
        writer.Money(totals.RemaindersToPool);
        writer.Money(totals.Paid);
        writer.Money(totals.Redeemed);
        writer.Money(totals.GoodsReturned);
        writer.Money(totals.Released);
        writer.Money(totals.ClosingPaid);
        writer.Money(totals.Rewarded);
        writer.Unsigned((ulong)totals.Exits);
        writer.Unsigned((ulong)totals.Orders);
        writer.Unsigned((ulong)totals.Members);
    }

    private static Totals ReadTotals(ref WireReader reader) => new()
    {
        Float = reader.Money(),
        Inflow = reader.Money(),
        Turnover = reader.Money(),
        Injected = reader.Money(),
        SubsidiesUsed = reader.Money(),
        RemaindersToPool = reader.Money(),
        Paid = reader.Money(),
        Redeemed = reader.Money(),
        GoodsReturned = reader.Money(),
        Released = reader.Money(),
        ClosingPaid = reader.Money(),
        Rewarded = reader.Money(),
        Exits = reader.Natural(),
        Orders = reader.Natural(),
        Members = reader.Natural(),
    };

    // Merchants, subsidies, pending orders, notices, ages, withdrawals and the counters of the present day.
    private static void WriteAround(PoolState state, WireWriter writer)
    {
        WriteAll(writer, state.Merchants.All, merchant =>
        {
            writer.Text(merchant.Id);
            writer.Unsigned((ulong)merchant.Commission.Parts);
            writer.Money(merchant.Payable);
            writer.Money(merchant.Deposit);
            writer.Money(merchant.Receivable);
        });
        WriteAll(writer, [.. state.Subsidies], subsidy =>
        {
            writer.Money(subsidy.Left);
            writer.Unsigned((ulong)subsidy.Share.Parts);
        });
        WriteAll(writer, [.. state.Pending.All], order => RecordParts.Write(writer, order));
        writer.Unsigned((ulong)state.Notices.Opened);
        WriteAll(writer, [.. state.Notices.Running], notice =>
        {
            writer.Unsigned((ulong)notice.Key);
            writer.Unsigned((ulong)notice.Value.Member);
            writer.Signed(notice.Value.Due.Milliseconds);
        });
        WriteAll(writer, [.. state.Notices.Held], member => writer.Unsigned((ulong)member));
        var scale = state.Backing.Scale;
        var lots = state.Ages.ByMember.SelectMany(entry => entry.Value, (entry, lot) => (entry.Key, lot)).ToList();
        WriteAll(writer, lots, entry =>
        {
            writer.Unsigned((ulong)entry.Key);
            writer.Text(entry.lot.Order);
            writer.Signed(entry.lot.Settled.Milliseconds);
            writer.Points(entry.lot.At(scale));
        });
        WriteAll(writer, [.. state.Withdrawals.Values], withdrawal => RecordParts.Write(writer, withdrawal));
        WriteCounters(state, state.SoldToday, writer);
        WriteCounters(state, state.RequestedToday, writer);
    }

    private static void ReadAround(PoolState state, ref WireReader reader)
    {
        for (var left = reader.Int(); left > 0; left--)
        {
            var merchant = state.Merchants.FindOrAdd(reader.Required(), Rate.FromParts(reader.Int()));
            (merchant.Payable, merchant.Deposit) = (reader.Money(), reader.Money());
            merchant.Receivable = reader.Money();
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            state.Subsidies.Enqueue(new(reader.Money(), Rate.FromParts(reader.Int())));
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            state.Pending.Put(RecordParts.ReadPending(ref reader));
        }

        state.Notices.Opened = reader.Natural();
        for (var left = reader.Int(); left > 0; left--)
        {
            state.Notices.Restore(reader.Natural(), reader.Int(), new(reader.Signed()));
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            state.Notices.Held.Add(reader.Int());
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            state.Ages.Add(new(reader.Int()), new(
                reader.Required(), new(reader.Signed()), reader.Points(), state.Backing.Scale));
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            var withdrawal = RecordParts.ReadWithdrawal(ref reader);
            state.Withdrawals.Add(withdrawal.Id, withdrawal);
        }

        ReadCounters(state, state.SoldToday, ref reader);
        ReadCounters(state, state.RequestedToday, ref reader);
    }

    private static void WriteCounters(
        PoolState state, SortedDictionary<int, DayCounter> counters, WireWriter writer)
    {
        var today = state.Today(state.Clock);
        WriteAll(writer, [.. counters.Where(entry => entry.Value.Day == today)], entry =>
        {
            var counter = entry.Value.At(state.Backing.Scale);
            writer.Unsigned((ulong)entry.Key);
            writer.Unsigned((ulong)(counter.Sold >> 64));
            writer.Unsigned((ulong)(counter.Sold & ulong.MaxValue));
            writer.Money(counter.Money);
        });
    }

    private static void ReadCounters(
        PoolState state, SortedDictionary<int, DayCounter> counters, ref WireReader reader)
    {
        for (var left = reader.Int(); left > 0; left--)
        {
            counters.Add(reader.Int(), new(
                state.Today(state.Clock), state.Backing.Scale,
                ((Int128)reader.Unsigned() << 64) | reader.Unsigned(), reader.Money()));
        }
    }

    private static void WriteMember(in Member member, int scale, WireWriter writer)
    {
        writer.Points(Members.PointsAt(member, scale));
        writer.Money(member.Basis);
        writer.Money(member.Proceeds);
        writer.Money(member.Spent);
        writer.Money(member.Received);
        writer.Money(member.SaleMoney);
        writer.Money(member.RewardMoney);
        writer.Money(member.GoodsCredit);
        writer.Money(member.Receivable);
        writer.Signed(member.FirstOrder);
        writer.Unsigned((ulong)member.Round);
        writer.Unsigned((ulong)member.Referrer);
        writer.Flag(member.HeapSlot == TriggerHeap.OnNotice);
    }

    private static void ReadMember(PoolState state, int number, ref WireReader reader)
    {
        state.Members.Admit(new(number));
        ref var member = ref state.Members[number];
        member.Scale = state.Backing.Scale;
        (member.Points, member.Basis, member.Proceeds) = (reader.Points(), reader.Money(), reader.Money());
        (member.Spent, member.Received) = (reader.Money(), reader.Money());
        (member.SaleMoney, member.RewardMoney, member.GoodsCredit) = (reader.Money(), reader.Money(), reader.Money());
        (member.Receivable, member.FirstOrder) = (reader.Money(), reader.Signed());
        (member.Round, member.Referrer) = (reader.Int(), reader.Int());
        member.HeapSlot = reader.Flag() ? TriggerHeap.OnNotice : TriggerHeap.Outside;
        Trigger(state, number);
    }

    /// <summary>Derives a member's exit limit and place in the heap.</summary>
    public static void Trigger(PoolState state, int number)
    {
        ref var member = ref state.Members[number];
        member.Limit = state.LimitOf(
            state.Vintages.CapOf(number), member.Basis, member.Proceeds, state.Legacy.ClaimBasisOf(number));
        if (member.HeapSlot != TriggerHeap.OnNotice && member.Points > Points.Zero
            && member.Limit != Vintages.NoLimit)
        {
            state.Heap.Place(number);
        }
    }

    private static void WriteAll<T>(WireWriter writer, IReadOnlyList<T> items, Action<T> write)
    {
        writer.Unsigned((ulong)items.Count);
        foreach (var item in items)
        {
            write(item);
        }
    }
}
