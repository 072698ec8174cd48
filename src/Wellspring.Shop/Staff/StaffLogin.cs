using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Staff;

/// <summary>
/// Logs staff in with a password and then a code. An unknown mail gets the same answer, after the same work, as a wrong
/// password.
/// </summary>
public sealed class StaffLogin(ShopDatabase database, SecretBox box, TimeProvider wall)
{
    public const int MailTries = 5;
    public const int AddressTries = 50;
    public static readonly Duration LockedFor = new(15 * 60_000L);

    private static readonly Duration BetweenFactors = new(5 * 60_000L);

    /// <summary>Checks the password. The token leads to the second step and is good for five minutes.</summary>
    /// <param name="address">Where the request comes from; many wrong tries from one place lock the place.</param>
    public LoginStep Start(string mail, string password, string address)
    {
        mail = StaffBook.Mail(mail);
        var now = Now();
        if (database.Read(reader => IsLocked(reader, Mailed(mail), now) || IsLocked(reader, Placed(address), now)))
        {
            return LoginStep.Locked;
        }

        var known = database.Read(reader => reader.One(
            $"SELECT id, password FROM staff WHERE mail = {mail} AND state = {StaffMember.Active} AND totp IS NOT NULL",
            row => new Candidate(row.Text(0), row.TextOrNull(1))));
        var matches = Passwords.Matches(password, known?.Password);
        return database.Write(transaction =>
        {
            if (!matches)
            {
                Miss(transaction, Mailed(mail), MailTries, now);
                Miss(transaction, Placed(address), AddressTries, now);
                Audit.Note(transaction, now, known?.Id ?? "nobody", "login.refused", known?.Id);
                return LoginStep.Wrong;
            }

            return new(Links.Create(transaction, Links.Login, known!.Id, now, BetweenFactors), IsLocked: false);
        });
    }

    /// <summary>
    /// Checks the code and answers with the person; null while it is wrong, was used or came too late.
    /// </summary>
    public string? Finish(string token, string code)
    {
        var now = Now();
        return database.Write(transaction =>
        {
            if (Links.Find(transaction, Links.Login, token, now) is not { } id
                || transaction.One(
                    $"""
                    SELECT totp, totp_step, mail FROM staff WHERE id = {id} AND state = {StaffMember.Active}
                    AND totp IS NOT NULL
                    """,
                    row => new Factor(row.Bytes(0), row.Integer(1), row.Text(2))) is not { } factor
                || IsLocked(transaction, Mailed(factor.Mail), now))
            {
                return null;
            }

            if (Totp.StepOf(box.Open(factor.Totp), code, wall.GetUtcNow(), factor.Step) is not { } step)
            {
                // Counted with the mail, so that starting over gives no new tries.
                Miss(transaction, Mailed(factor.Mail), MailTries, now);
                Audit.Note(transaction, now, id, "login.code-refused", id);
                return null;
            }

            Links.Use(transaction, Links.Login, token, now);
            transaction.Execute($"UPDATE staff SET totp_step = {step} WHERE id = {id}");
            transaction.Execute($"DELETE FROM staff_attempts WHERE key_hash = {Mailed(factor.Mail)}");
            Audit.Note(transaction, now, id, "login.done", id);
            return id;
        });
    }

    private static byte[] Mailed(string mail) => Ids.HashOf("mail " + mail);

    private static byte[] Placed(string address) => Ids.HashOf("address " + address);

    private static bool IsLocked(ShopReader reader, byte[] key, Instant now) => reader.Number(
        $"SELECT 1 FROM staff_attempts WHERE key_hash = {key} AND locked_until > {now}") is not null;

    private static void Miss(ShopTransaction transaction, byte[] key, int most, Instant now)
    {
        var oldest = new Instant(now.Milliseconds - LockedFor.Milliseconds);
        transaction.Execute($"""
            DELETE FROM staff_attempts WHERE first_at < {oldest} AND (locked_until IS NULL OR locked_until < {now})
            """);
        transaction.Execute($"""
            INSERT INTO staff_attempts (key_hash, failures, first_at) VALUES ({key}, 1, {now})
            ON CONFLICT (key_hash) DO UPDATE SET failures = staff_attempts.failures + 1
            """);
        transaction.Execute($"""
            UPDATE staff_attempts SET locked_until = {now.Plus(LockedFor)}, first_at = {now}, failures = 0
            WHERE key_hash = {key} AND failures >= {most}
            """);
    }

    private Instant Now() => Instant.From(wall.GetUtcNow());

    private sealed record Candidate(string Id, string? Password);

    private sealed record Factor(byte[] Totp, long Step, string Mail);
}

/// <summary>What a password led to: a token for the second step, or nothing.</summary>
public readonly record struct LoginStep(string? Token, bool IsLocked)
{
    public static LoginStep Wrong => new(null, IsLocked: false);

    public static LoginStep Locked => new(null, IsLocked: true);
}
