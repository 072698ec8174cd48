using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Legacy;

/// <summary>Reminders of an offer that nobody answered; a reminder never is, or becomes, an answer.</summary>
public sealed class LegacyReminders(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    /// <summary>Nobody is reminded more often: an offer is no pressure.</summary>
    public const int Most = 3;

    /// <summary>Between two reminders.</summary>
    public static readonly Duration Pause = Duration.Days(14);

    private static readonly Duration Life = Duration.Days(7);

    /// <summary>Writes to everybody who did not answer, or said later, and may be reminded.</summary>
    /// <param name="url">Where the offer is read.</param>
    /// <returns>How many were written to.</returns>
    public async Task<int> RemindAsync(string by, Uri url, CancellationToken cancellation)
    {
        var silent = await gate.ReadAsync(
            desk => desk.Pool.Creditors()
                .Where(one => one.Answer is null or OfferAnswer.Later)
                .Where(one => one.Convertible > Money.Zero)
                .Select(one => desk.Names.NameOf(one.Member)).ToList(),
            cancellation);
        var now = clock.WallNow();
        return database.Write(transaction =>
        {
            var sent = silent.Count(member => Remind(transaction, member, by, url, now));
            Audit.Note(transaction, now, by, "legacy.reminded", null,
                sent.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return sent;
        });
    }

    private static bool Remind(ShopTransaction transaction, string member, string by, Uri url, Instant now)
    {
        var known = MemberBook.Find(transaction, member);
        var typed = known?.Mail ?? known?.Phone;
        var address = typed is null ? OldCreditors.Find(transaction, member)?.Contact : ContactAddress.Read(typed);
        var count = transaction.Number($"SELECT count(*) FROM legacy_reminders WHERE member = {member}") ?? 0;
        var last = transaction.Number($"SELECT max(at) FROM legacy_reminders WHERE member = {member}");
        if (address is null || count >= Most || (last is { } at && new Instant(at).Plus(Pause) > now))
        {
            return false;
        }

        transaction.Execute($"INSERT INTO legacy_reminders (member, at, by) VALUES ({member}, {now}, {by})");
        Outbox.Write(
            transaction, address, new("有一份关于您债权的要约", "An offer about your claim"),
            new(
                $"平台登记了您的债权，并有一份要约等您答复：{url}claim（用本联系方式登录或加入）。您可以同意、不同意或以后再说；"
                + "不回复视为不同意，债权不变。本消息不要求您付款，也不是答复。",
                $"Your claim is registered and an offer waits for your answer: {url}claim (log in or join with this "
                + "address). You may say yes, no or later; no answer means no and leaves the claim as it is. This "
                + "message asks for no payment and is no answer."),
            known?.Language == "en", now, Life);
        return true;
    }
}
