using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wellspring.Cli.Orders;

/// <summary>
/// An invented tree of referrers 虚构推荐关系, for shops whose files name none: a rule, not a guess about people.
/// </summary>
/// <remarks>
/// Every so many new members, in order of their first order, one has a referrer: the earlier member whose place is the
/// first 64 bits of the SHA-256 of the new member's name, modulo the number of earlier members. Only earlier members
/// refer, so the tree has no cycle; the rule knows only the file, so two imports give the same tree.
/// </remarks>
internal sealed class InventedReferrals(int every)
{
    private readonly List<string> _members = [];

    public static string RuleZh(int every) => string.Create(CultureInfo.InvariantCulture,
        $"推荐关系是虚构的:按首单先后,每第 {every} 位新会员由一位更早的会员推荐,人选取决于其名称的 SHA-256。");

    public static string RuleEn(int every) => string.Create(CultureInfo.InvariantCulture,
        $"Invented referrals: every {Ordinal(every)} new member is referred by an earlier one (SHA-256 of the name).");

    /// <summary>Takes in a member at the first order, and says who referred them, if the rule gives somebody.</summary>
    public string? Welcome(string member)
    {
        var earlier = _members.Count;
        _members.Add(member);
        if (earlier == 0 || (earlier + 1) % every != 0)
        {
            return null;
        }

        var hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(member)));
        return _members[(int)(hash % (ulong)earlier)];
    }

    private static string Ordinal(int number) => (number % 100 is >= 11 and <= 13 ? 0 : number % 10) switch
    {
        1 => $"{number}st",
        2 => $"{number}nd",
        3 => $"{number}rd",
        _ => $"{number}th",
    };
}
