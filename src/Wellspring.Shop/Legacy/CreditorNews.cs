using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Legacy;

/// <summary>
/// Tells each creditor once that goods, proceeds and released points have reached the claim 回本: looked for once a day
/// of the journal's calendar.
/// </summary>
/// <remarks>
/// A price that rises changes everybody's figures, so all who were not told are asked after, in portions.
/// </remarks>
public sealed class CreditorNews(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    private const int Portion = 500;
    private const string LastDay = "creditor-news-day";
    private static readonly Duration Life = Duration.Days(7);

    /// <summary>Looks for creditors to tell, at most once a day.</summary>
    /// <returns>How many were told.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var day = clock.Now().Plus(gate.Plan.Settings.TimeZone).ToDateTimeOffset()
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (gate.Plan.Legacy is null
            || database.Read(reader => reader.Text($"SELECT value FROM settings WHERE name = {LastDay}")) == day)
        {
            return 0;
        }

        var (told, last) = (0, "");
        while (Untold(last) is { Count: > 0 } portion)
        {
            var reached = await gate.ReadAsync(
                desk => portion.Select(member => (Member: member, Found: desk.Pool.Creditor(desk.Names.Find(member))))
                    .Where(one => one.Found is { BreakEven: true }).ToList(),
                cancellation);
            told += database.Write(transaction => reached.Count(one => Tell(transaction, one.Member, one.Found!)));
            last = portion[^1];
        }

        database.Write(transaction => transaction.Execute($"""
            INSERT INTO settings (name, value) VALUES ({LastDay}, {day})
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """));
        return told;
    }

    private IReadOnlyList<string> Untold(string after) => database.Read(reader => reader.All(
        $"SELECT member FROM claim_holders WHERE told_at IS NULL AND member > {after} ORDER BY member LIMIT "
        + $"{(long)Portion}",
        row => row.Text(0)));

    // The page shows it to everybody; who has an address also gets a message that names no amount.
    private bool Tell(ShopTransaction transaction, string id, CreditorBalance creditor)
    {
        var now = clock.WallNow();
        if (transaction.Execute(
            $"UPDATE claim_holders SET told_at = {now} WHERE member = {id} AND told_at IS NULL") == 0)
        {
            return false;
        }

        Audit.Note(transaction, now, "system", "legacy.break-even-told", id, creditor.Open.ToString());
        if (MemberBook.Find(transaction, id) is { IsActive: true } member
            && (member.Mail ?? member.Phone) is { } typed && ContactAddress.Read(typed) is { } address)
        {
            Outbox.Write(
                transaction, address, new("您的债权已回本", "Your claim has broken even"),
                new("您收到的商品、所得和已释放积分的价值合计已达到债权金额。现在可以做什么、各有什么后果，请登录后看“债权”页；不处理也可以，什么都不会失效。",
                    "Goods received, proceeds and the value of released points together have reached your claim. What "
                    + "you can do now, and what follows from it, stands on your page “Claim”. You may also do nothing; "
                    + "nothing lapses."),
                member.Language == "en", now, Life);
        }

        return true;
    }
}
