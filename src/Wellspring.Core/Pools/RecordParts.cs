using System.Collections.Immutable;
using Wellspring.Core.Legacy;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>
/// The bytes of parts that stand both in the journal and in a state image. Fields are appended, never moved.
/// </summary>
/// <remarks>
/// What later releases appended is written only where it says something: a part without it has the bytes it always had.
/// </remarks>
public static class RecordParts
{
    public static void Write(WireWriter writer, PendingOrder order)
    {
        var group = writer.OpenGroup();
        writer.Text(order.Order);
        writer.Unsigned((ulong)order.Member.Value);
        writer.Text(order.Merchant);
        Write(writer, order.Funding);
        writer.Money(order.Amount);
        writer.Money(order.Original);
        writer.Unsigned((ulong)order.Commission.Parts);
        writer.Flag(order.OwnCommission is not null);
        writer.Money(order.OwnCommission ?? Money.Zero);
        writer.Money(order.Redeemed);
        writer.Flag(order.Due is not null);
        writer.Signed((order.Due ?? default).Milliseconds);
        writer.Flag(order.Delivered);
        writer.Unsigned((ulong)order.Waiting);
        writer.Unsigned((ulong)order.Position);
        if (order.Region is not null || order.Payees is not null || order.Coins is not null)
        {
            writer.Text(order.Region);
            writer.Flag(order.Payees is not null);
            if (order.Payees is { } payees)
            {
                Write(writer, payees);
            }
        }

        if (order.Coins is { } coins)
        {
            LegacyParts.Write(writer, coins);
        }

        writer.CloseGroup(group);
    }

    public static PendingOrder ReadPending(ref WireReader reader)
    {
        var group = reader.OpenGroup();
        var (order, member, merchant) = (reader.Required(), new MemberNumber(reader.Natural()), reader.Required());
        var funding = ReadFunding(ref reader);
        var (amount, original, commission) = (reader.Money(), reader.Money(), Rate.FromParts(reader.Int()));
        var (hasOwn, own, redeemed) = (reader.Flag(), reader.Money(), reader.Money());
        var (hasDue, due) = (reader.Flag(), new Instant(reader.Signed()));
        var (delivered, waiting, position) = (reader.Flag(), (Refusal)reader.Int(), reader.Natural());
        string? region = null;
        Payees? payees = null;
        if (reader.Position < group)
        {
            region = reader.Text();
            payees = reader.Flag() ? ReadPayees(ref reader) : null;
        }

        var coins = reader.Position < group ? LegacyParts.ReadPending(ref reader) : null;
        reader.CloseGroup(group);
        return new(order, member, merchant, funding, amount, original, commission, hasOwn ? own : null, redeemed,
            hasDue ? due : null, delivered, waiting, position) { Region = region, Payees = payees, Coins = coins };
    }

    public static void Write(WireWriter writer, Withdrawal withdrawal)
    {
        var group = writer.OpenGroup();
        writer.Text(withdrawal.Id);
        writer.Unsigned((ulong)withdrawal.Member.Value);
        writer.Money(withdrawal.FromSales);
        writer.Money(withdrawal.FromRewards);
        writer.Money(withdrawal.Fee);
        writer.Unsigned((ulong)withdrawal.State);
        writer.Signed(withdrawal.Day);
        if (withdrawal.FromDividends > Money.Zero)
        {
            writer.Money(withdrawal.FromDividends);
        }

        writer.CloseGroup(group);
    }

    public static Withdrawal ReadWithdrawal(ref WireReader reader)
    {
        var group = reader.OpenGroup();
        var withdrawal = new Withdrawal(
            reader.Required(), new(reader.Natural()), reader.Money(), reader.Money(), reader.Money(),
            (WithdrawalState)reader.Int(), reader.Signed());
        withdrawal = reader.Position < group ? withdrawal with { FromDividends = reader.Money() } : withdrawal;
        reader.CloseGroup(group);
        return withdrawal;
    }

    public static void Write(WireWriter writer, Agency agency)
    {
        writer.Text(agency.Division);
        writer.Unsigned((ulong)agency.Tier);
        writer.Unsigned((ulong)agency.Member.Value);
        writer.Signed(agency.From.Milliseconds);
        writer.Signed(agency.Until.Milliseconds);
        writer.Text(agency.Contract);
    }

    public static Agency ReadAgency(ref WireReader reader) => new(
        reader.Required(), (AgentTier)reader.Int(), new(reader.Natural()), new(reader.Signed()), new(reader.Signed()),
        reader.Required());

    public static void Write(WireWriter writer, Settlement order)
    {
        var group = writer.OpenGroup();
        writer.Text(order.Order);
        writer.Unsigned((ulong)order.Member.Value);
        writer.Text(order.Merchant);
        Write(writer, order.Funding);
        writer.Money(order.Amount);
        writer.Unsigned((ulong)order.Rate.Parts);
        writer.Flag(order.ByMargin);
        writer.Money(order.Commission);
        writer.Money(order.Platform);
        writer.Money(order.Budget);
        writer.Money(order.Inflow);
        writer.Money(order.Subsidy);
        writer.Money(order.MintValue);
        writer.Points(order.Points);
        writer.Money(order.Remainder);
        writer.Unsigned((ulong)order.Scale);
        writer.Unsigned((ulong)order.Round);
        writer.Money(order.Redeemed);
        writer.Unsigned((ulong)order.Rewards.Length);
        foreach (var reward in order.Rewards)
        {
            writer.Unsigned((ulong)reward.Kind);
            writer.Unsigned((ulong)reward.Payee.Value);
            writer.Money(reward.Amount);
        }

        if (order.Region is not null || order.Rewards.Any(reward => reward.Rate != Rate.Zero)
            || order.PlanVersion > 1 || order.Coins is not null)
        {
            writer.Text(order.Region);
            foreach (var reward in order.Rewards)
            {
                writer.Unsigned((ulong)reward.Rate.Parts);
            }
        }

        WriteVersion(writer, order.PlanVersion, isFollowed: order.Coins is not null);
        if (order.Coins is { } coins)
        {
            LegacyParts.Write(writer, coins);
        }

        writer.CloseGroup(group);
    }

    public static Settlement ReadSettlement(ref WireReader reader)
    {
        var group = reader.OpenGroup();
        var (order, member, merchant) = (reader.Required(), new MemberNumber(reader.Natural()), reader.Required());
        var funding = ReadFunding(ref reader);
        var (amount, rate, byMargin) = (reader.Money(), Rate.FromParts(reader.Int()), reader.Flag());
        var (commission, platform, budget) = (reader.Money(), reader.Money(), reader.Money());
        var (inflow, subsidy, mintValue) = (reader.Money(), reader.Money(), reader.Money());
        var (points, remainder, scale, round) = (reader.Points(), reader.Money(), reader.Int(), reader.Int());
        var redeemed = reader.Money();
        var rewards = ImmutableArray.CreateBuilder<Reward>();
        for (var left = reader.Int(); left > 0; left--)
        {
            rewards.Add(new((RewardKind)reader.Int(), new(reader.Natural()), Rate.Zero, reader.Money()));
        }

        string? region = null;
        if (reader.Position < group)
        {
            region = reader.Text();
            for (var index = 0; index < rewards.Count; index++)
            {
                rewards[index] = rewards[index] with { Rate = Rate.FromParts(reader.Int()) };
            }
        }

        var version = reader.Position < group ? reader.Int() : 1;
        var coins = reader.Position < group ? LegacyParts.ReadSettled(ref reader) : null;
        reader.CloseGroup(group);
        return new(order, member, merchant, funding, amount, rate, byMargin, commission, platform, budget, inflow,
            subsidy, mintValue,
            points, remainder, scale, round, redeemed, rewards.DrainToImmutable())
        {
            Region = region,
            PlanVersion = version,
            Coins = coins,
        };
    }

    public static void Write(WireWriter writer, OrderRow row)
    {
        var group = writer.OpenGroup();
        writer.Text(row.Order);
        writer.Unsigned((ulong)row.Member.Value);
        writer.Text(row.Merchant);
        writer.Unsigned((ulong)(row.Mode ?? 0));
        writer.Money(row.Amount);
        writer.Money(row.Commission);
        writer.Money(row.Inflow);
        writer.Money(row.MintValue);
        writer.Points(row.Points);
        writer.Unsigned((ulong)row.Scale);
        writer.Unsigned((ulong)row.Round);
        writer.Unsigned((ulong)row.Rewards.Length);
        foreach (var reward in row.Rewards)
        {
            writer.Unsigned((ulong)reward.Kind);
            writer.Unsigned((ulong)reward.Payee.Value);
            writer.Money(reward.Amount);
            writer.Money(reward.Taken);
        }

        writer.Money(row.Refunded);
        writer.Money(row.Recovered);
        writer.Points(row.Demanded);
        writer.Money(row.Released);
        writer.Money(row.Redeemed);
        if (row.Region is not null || row.Budget > Money.Zero || row.PlanVersion > 1 || row.Coins is not null)
        {
            writer.Money(row.Budget);
            writer.Money(row.Remainder);
            writer.Text(row.Region);
            foreach (var reward in row.Rewards)
            {
                writer.Unsigned((ulong)reward.Rate.Parts);
            }
        }

        WriteVersion(writer, row.PlanVersion, isFollowed: row.Coins is not null);
        if (row.Coins is { } coins)
        {
            LegacyParts.Write(writer, coins);
        }

        writer.CloseGroup(group);
    }

    public static OrderRow ReadRow(ref WireReader reader)
    {
        var group = reader.OpenGroup();
        var (order, member, merchant) = (reader.Required(), new MemberNumber(reader.Natural()), reader.Required());
        var mode = (FundingMode)reader.Int();
        var (amount, commission, inflow, mintValue) = (reader.Money(), reader.Money(), reader.Money(), reader.Money());
        var (points, scale, round) = (reader.Points(), reader.Int(), reader.Int());
        var rewards = ImmutableArray.CreateBuilder<RewardRow>();
        for (var left = reader.Int(); left > 0; left--)
        {
            rewards.Add(new((RewardKind)reader.Int(), new(reader.Natural()), reader.Money(), reader.Money()));
        }

        var (refunded, recovered, demanded) = (reader.Money(), reader.Money(), reader.Points());
        var (released, redeemed) = (reader.Money(), reader.Money());
        var (budget, remainder, region) = (Money.Zero, Money.Zero, default(string));
        if (reader.Position < group)
        {
            (budget, remainder, region) = (reader.Money(), reader.Money(), reader.Text());
            for (var index = 0; index < rewards.Count; index++)
            {
                rewards[index] = rewards[index] with { Rate = Rate.FromParts(reader.Int()) };
            }
        }

        var version = reader.Position < group ? reader.Int() : 1;
        var coins = reader.Position < group ? LegacyParts.ReadRow(ref reader) : null;
        reader.CloseGroup(group);
        return new(order, member, merchant, mode == 0 ? null : mode, amount, commission, inflow, mintValue, points,
            scale, round, rewards.DrainToImmutable(), refunded, recovered, demanded, released, redeemed)
        {
            Budget = budget,
            Remainder = remainder,
            Region = region,
            PlanVersion = version,
            Coins = coins,
        };
    }

    private static void Write(WireWriter writer, in Payees payees)
    {
        foreach (var payee in (ReadOnlySpan<MemberNumber>)
            [
                payees.Referrer, payees.Direct, payees.Indirect, payees.Developer, payees.District, payees.City,
                payees.Province,
            ])
        {
            writer.Unsigned((ulong)payee.Value);
        }
    }

    private static Payees ReadPayees(ref WireReader reader) => new(
        new(reader.Natural()), new(reader.Natural()), new(reader.Natural()), new(reader.Natural()),
        new(reader.Natural()), new(reader.Natural()), new(reader.Natural()));

    // Version 1 is what a record says that does not say it.
    private static void WriteVersion(WireWriter writer, int version, bool isFollowed)
    {
        if (version > 1 || isFollowed)
        {
            writer.Unsigned((ulong)version);
        }
    }

    private static void Write(WireWriter writer, Funding? funding)
    {
        writer.Unsigned((ulong)(funding?.Mode ?? 0));
        if (funding is not null)
        {
            writer.Text(funding.Reference);
        }
    }

    private static Funding? ReadFunding(ref WireReader reader)
    {
        var mode = (FundingMode)reader.Int();
        return mode == 0 ? null : new(mode, reader.Text());
    }
}
