using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Shop.Members;

/// <summary>
/// The way in 入会: read, answer, consent, prove the address. Only then is there a member, and the consent stands
/// before it.
/// </summary>
public static class Enrolments
{
    /// <summary>How many may join a sandbox by themselves (plan.md).</summary>
    public const int SandboxLimit = 500;

    private static readonly Duration Life = new(60 * 60_000);

    /// <summary>Keeps what somebody agreed to and sends a code to the address; nobody has joined yet.</summary>
    /// <param name="now">Wall time.</param>
    /// <returns>A secret id for the page that asks for the code.</returns>
    public static string Begin(ShopTransaction transaction, Enrolment enrolment, Instant now)
    {
        var id = Ids.Secret();
        Sweep(transaction, now);
        transaction.Execute($"""
            INSERT INTO enrolments (id, address, nickname, language, referral_code, referral_how, figures, english,
                given_at, expires_at)
            VALUES ({id}, {enrolment.Address.Value}, {enrolment.Nickname}, {(enrolment.English ? "en" : "zh")},
                {enrolment.ReferralCode}, {enrolment.ReferralHow}, {enrolment.Figures.ToJson()}, {enrolment.English},
                {now}, {now.Plus(Life)})
            """);
        Messages.SendCode(transaction, OneTimeCodes.Join, enrolment.Address, enrolment.English, now);
        return id;
    }

    /// <summary>Who waits under an id; null when it is unknown, over or was completed.</summary>
    public static ContactAddress? Waiting(ShopReader reader, string id, Instant now) =>
        Find(reader, id) is { Address: { } address } waits && waits.ExpiresAt > now
            ? ContactAddress.Read(address)
            : null;

    /// <summary>Forgets those who never typed their code, and their addresses.</summary>
    public static void Sweep(ShopTransaction transaction, Instant now) =>
        transaction.Execute($"DELETE FROM enrolments WHERE expires_at < {now}");

    /// <summary>Sends another code; the earlier one is void.</summary>
    public static void SendAgain(ShopTransaction transaction, string id, Instant now)
    {
        if (Find(transaction, id) is { Address: { } typed } waits && ContactAddress.Read(typed) is { } address)
        {
            Messages.SendCode(transaction, OneTimeCodes.Join, address, waits.English, now);
        }
    }

    /// <summary>
    /// With the right code: the consent, then the member, then the referrer's binding on its way to the pool.
    /// </summary>
    public static JoinOutcome Complete(ShopTransaction transaction, string id, string code, Plan plan, PoolClock clock)
    {
        var now = clock.WallNow();
        var waits = Find(transaction, id);
        if (waits is { Member: { } joined })
        {
            return new JoinOutcome.Repeated(joined);
        }

        if (waits is not { Address: { } typed } || waits.ExpiresAt <= now
            || ContactAddress.Read(typed) is not { } address)
        {
            return new JoinOutcome.Refused(CodeOutcome.Expired);
        }

        var checkedCode = OneTimeCodes.Check(transaction, OneTimeCodes.Join, address, code, now);
        if (checkedCode is not CodeOutcome.Right)
        {
            return new JoinOutcome.Refused(checkedCode);
        }

        if (MemberBook.Find(transaction, address) is { } known)
        {
            Finish(transaction, id, known.Id);
            return new JoinOutcome.Known(known.Id);
        }

        if (plan.IsSandbox && IsFull(transaction))
        {
            return new JoinOutcome.Full();
        }

        var (member, consent) = Admit(transaction, waits, address, plan, clock);
        Finish(transaction, id, member);
        return new JoinOutcome.Joined(member, consent);
    }

    /// <summary>Whether a sandbox takes nobody else.</summary>
    public static bool IsFull(ShopReader reader) => reader.Number($"""
        SELECT count(*) FROM members WHERE origin = {MemberBook.Self} AND state <> 'closed'
        """) >= SandboxLimit;

    private static (string Member, string Consent) Admit(
        ShopTransaction transaction, StoredEnrolment waits, ContactAddress address, Plan plan, PoolClock clock)
    {
        var member = OldCreditors.Waiting(transaction, address) ?? MemberBook.NewId();
        var text = DisclosureBook.BeforeJoining(JoinFigures.FromJson(waits.Figures));
        var consent = Consents.Give(
            transaction, member, Consents.Join, text, waits.Figures, waits.English, plan, waits.GivenAt);
        if (plan.Cap.Multiple is not null)
        {
            Consents.Give(
                transaction, member, Consents.CapExit, DisclosureFigures.CapConsent(plan), null, waits.English, plan,
                waits.GivenAt);
        }

        MemberBook.Admit(
            transaction, member, address, waits.Nickname, waits.Language, null, MemberBook.Self, clock.WallNow());
        var inviter = Referrals.Find(transaction, waits.ReferralCode);
        if (inviter is not null)
        {
            Referrals.Ask(
                transaction, $"join.bind.{member}", member, inviter, waits.ReferralHow ?? Touches.Link, clock.Now());
        }

        // An invitation that was followed goes before the old platform's tree.
        OldCreditors.Joined(transaction, member, isInvited: inviter is not null, clock.Now());
        return (member, consent);
    }

    // The address and what was typed go; who it became stays, so that a form sent twice finds its member.
    private static void Finish(ShopTransaction transaction, string id, string member) => transaction.Execute($"""
        UPDATE enrolments SET address = NULL, nickname = NULL, member = {member} WHERE id = {id}
        """);

    private static StoredEnrolment? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT address, nickname, language, referral_code, figures, english, given_at, expires_at, member,
            referral_how
        FROM enrolments WHERE id = {id}
        """,
        row => new StoredEnrolment(
            row.TextOrNull(0), row.TextOrNull(1), row.Text(2), row.TextOrNull(3), row.Text(4), row.Flag(5),
            row.At(6), row.At(7), row.TextOrNull(8), row.TextOrNull(9)));

    private sealed record StoredEnrolment(
        string? Address, string? Nickname, string Language, string? ReferralCode, string Figures, bool English,
        Instant GivenAt, Instant ExpiresAt, string? Member, string? ReferralHow);
}

/// <summary>What somebody who wants to join has read, answered and typed.</summary>
/// <param name="Figures">The figures of the disclosure that was shown.</param>
/// <param name="ReferralCode">Of the invitation that came first, unless it was declined.</param>
public sealed record Enrolment(
    ContactAddress Address, string? Nickname, bool English, string? ReferralCode, JoinFigures Figures)
{
    /// <summary>One of <see cref="Touches"/>.</summary>
    public string ReferralHow { get; init; } = Touches.Link;
}

/// <summary>What became of the wish to join.</summary>
public abstract record JoinOutcome
{
    private JoinOutcome()
    {
    }

    public sealed record Joined(string Member, string Consent) : JoinOutcome;

    /// <summary>The proved address is a member's: nobody new joined.</summary>
    public sealed record Known(string Member) : JoinOutcome;

    /// <summary>The same form arrived again after it was done.</summary>
    public sealed record Repeated(string Member) : JoinOutcome;

    public sealed record Refused(CodeOutcome Code) : JoinOutcome;

    /// <summary>The sandbox takes no more members.</summary>
    public sealed record Full : JoinOutcome;
}
