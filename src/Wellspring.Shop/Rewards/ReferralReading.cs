using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Rewards;

/// <summary>One member of the referral graph 推荐关系图 as the console shows it.</summary>
/// <param name="Referrer">Null for somebody whom nobody referred.</param>
/// <param name="Depth">1 at the top of a tree; the law counts the top one too.</param>
/// <param name="Below">Everybody below, at any distance; at most <see cref="ReferralReading.MostBelow"/>.</param>
/// <param name="Levels">How deep the tree goes from here, this member included.</param>
public sealed record ReferralCard(
    string Member, string? Nickname, string? Referrer, Instant? BoundAt, int Depth, int Directly, int Below, int Levels,
    IReadOnlyDictionary<RewardKind, Money> Paid);

/// <summary>
/// Reads who referred whom, from the bindings in force; nobody's personal data but a nickname to mask.
/// </summary>
public sealed class ReferralReading(ShopDatabase database)
{
    /// <summary>Where counting stops: more than this is a case for the monitor, not for a page.</summary>
    public const int MostBelow = 10_000;
    private const int MostShown = 200;

    /// <summary>Tops of trees, those with the most people right below first.</summary>
    public IReadOnlyList<ReferralCard> Roots() => database.Read(reader => reader.All(
        $"""
        SELECT r.referrer FROM referrals r
        WHERE r.state = 'bound' AND NOT EXISTS (SELECT 1 FROM referrals u WHERE u.member = r.referrer
            AND u.state = 'bound')
        GROUP BY r.referrer ORDER BY count(*) DESC, r.referrer LIMIT {MostShown}
        """, row => row.Text(0)).Select(member => Card(reader, member)).ToList());

    /// <summary>One member with everything around; null where nobody of this id is known.</summary>
    public ReferralCard? Find(string member) => database.Read(reader =>
        reader.Number($"SELECT 1 FROM members WHERE id = {member}") is null
        && reader.Number($"SELECT 1 FROM referrals WHERE member = {member} OR referrer = {member}") is null
            ? null
            : Card(reader, member));

    /// <summary>Those whom a member referred, by the time they were bound.</summary>
    public IReadOnlyList<ReferralCard> Below(string member) => database.Read(reader => reader.All(
        $"""
        SELECT member FROM referrals WHERE referrer = {member} AND state = 'bound'
        ORDER BY bound_at, member LIMIT {MostShown}
        """, row => row.Text(0)).Select(child => Card(reader, child)).ToList());

    private static ReferralCard Card(ShopReader reader, string member)
    {
        var up = reader.All(
            $"SELECT referrer, bound_at FROM referrals WHERE member = {member} AND state = 'bound' LIMIT 1",
            row => (row.Text(0), row.AtOrNull(1)));
        var depth = reader.Number($"""
            WITH RECURSIVE above (member, depth) AS (SELECT {member}, 1
                UNION ALL SELECT r.referrer, above.depth + 1 FROM referrals r JOIN above ON r.member = above.member
                WHERE r.state = 'bound' AND above.depth < {MostBelow})
            SELECT max(depth) FROM above
            """) ?? 1;
        var below = reader.All(
            $"""
            WITH RECURSIVE below (member, depth) AS (SELECT {member}, 1
                UNION ALL SELECT r.member, below.depth + 1 FROM referrals r JOIN below ON r.referrer = below.member
                WHERE r.state = 'bound' LIMIT {MostBelow + 1L})
            SELECT count(*) - 1, max(depth) FROM below
            """, row => ((int)row.Integer(0), (int)row.Integer(1)))[0];
        var paid = reader.All(
            $"SELECT kind, sum(amount - taken) FROM rewards WHERE payee = {member} GROUP BY kind ORDER BY kind",
            row => ((RewardKind)row.Integer(0), row.Money(1)));
        return new(member, reader.Text($"SELECT nickname FROM members WHERE id = {member}"),
            up.Count == 0 ? null : up[0].Item1, up.Count == 0 ? null : up[0].Item2, (int)depth,
            (int)(reader.Number(
                $"SELECT count(*) FROM referrals WHERE referrer = {member} AND state = 'bound'") ?? 0),
            below.Item1, below.Item2, paid.ToDictionary(pair => pair.Item1, pair => pair.Item2));
    }
}
