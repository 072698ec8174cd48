using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;

namespace Wellspring.Shop.Demo;

/// <summary>The promoters and region agents of a demo, as the shop's records hold them.</summary>
internal static class DemoAgencies
{
    private const string Contract = "演示合同：每月走访门店、处理投诉；无代理费；收益不作任何保证。";

    public static string ContractHash { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Contract)));

    public static void Write(ShopTransaction transaction, ReadyPlan ready, DemoSample sample)
    {
        var promoting = sample.Members.Select(member => member.Referrer).Concat(
            ready.Shop.Merchants.Select(merchant => merchant.Developer is { } number ? DemoPlay.IdOf(number) : null));
        foreach (var member in sample.Members.IntersectBy(promoting, member => member.Id))
        {
            Promote(transaction, ready, member);
        }

        foreach (var agent in ready.Shop.Agents)
        {
            var appointed = sample.Commands.OfType<PoolCommand.AppointAgent>()
                .First(command => command.Division == agent.Division);
            Write(transaction, agent, appointed);
        }
    }

    private static void Promote(ShopTransaction transaction, ReadyPlan ready, DemoMember member)
    {
        if (transaction.Number($"SELECT 1 FROM promoters WHERE member = {member.Id}") is not null)
        {
            return;
        }

        var consent = Consents.Give(
            transaction, member.Id, Consents.Promoter, DisclosureBook.Referrer, null, english: false, ready.Plan,
            member.JoinedAt);
        transaction.Execute($"""
            INSERT INTO promoters (member, state, occupation, warnings, consent, activated_at)
            VALUES ({member.Id}, 'active', 'other', '', {consent}, {member.JoinedAt})
            """);
    }

    // Disclosed a month before the shops opened; the follower of the journal turns signed into appointed.
    private static void Write(ShopTransaction transaction, DemoAgent agent, PoolCommand.AppointAgent appointed)
    {
        var disclosed = new Instant(appointed.At.Milliseconds - Duration.Days(31).Milliseconds);
        transaction.Execute($"""
            INSERT INTO agencies (id, member, division, tier, from_at, until_at, duties, measure, contract,
                contract_hash, fee, fee_use, refund_terms, cooling_days, suits, state, warnings, drafted_at,
                drafted_by, disclosed_at, disclosed_by, read_at, signed_at)
            VALUES ({agent.Id}, {appointed.Member}, {agent.Division}, {agent.Tier.Code()}, {appointed.From},
                {appointed.Until}, '每月走访门店、处理投诉', '每月至少 10 家，书面报告', {Contract}, {ContractHash}, 0,
                '', '无费用', 7, '无', 'signed', '', {disclosed}, 'demo', {disclosed}, 'demo', {disclosed},
                {appointed.At})
            ON CONFLICT DO NOTHING
            """);
    }
}
