using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Staff;

/// <summary>The operator's people: invited, enrolled with a second factor, given roles, disabled.</summary>
/// <remarks>Who may call what is the caller's to check; who did it stands in the audit log.</remarks>
public sealed class StaffBook(ShopDatabase database, SecretBox box, Identities identities, TimeProvider wall)
{
    private static readonly Duration LinkLife = new(72 * 3_600_000L);
    private const int MostTries = 10;

    public IReadOnlyList<StaffMember> All() => database.Read(All);

    public StaffMember? Find(string id) => database.Read(reader => Find(reader, id));

    public static IReadOnlyList<StaffMember> All(ShopReader reader) => reader.All(
        $"""
        SELECT id, name, mail, roles, state, totp IS NOT NULL, identity, identity_by, created_at FROM staff
        ORDER BY created_at, id
        """, Read);

    public static StaffMember? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, name, mail, roles, state, totp IS NOT NULL, identity, identity_by, created_at FROM staff
        WHERE id = {id}
        """, Read);

    /// <summary>Whether anybody of the operator can log in at all.</summary>
    public bool HasAdmin() => All().Any(member => member.IsActive && member.Roles.Contains(Roles.Admin));

    /// <summary>Invites somebody: the answer's token opens <c>/console/invited</c> once, for 72 hours.</summary>
    public StaffAnswer Invite(string by, string name, string mail, IReadOnlyCollection<string> roles)
    {
        mail = Mail(mail);
        if (MistakeIn(name, mail, roles) is { } mistake)
        {
            return new(mistake, null);
        }

        return database.Write(transaction =>
        {
            var now = Now();
            var known = transaction.One($"SELECT id, state FROM staff WHERE mail = {mail}",
                row => new { Id = row.Text(0), State = row.Text(1) });
            if (known is not null && known.State != StaffMember.Invited)
            {
                return StaffAnswer.Refuse("这个邮箱已有账号。", "This mail address has an account already.");
            }

            var id = known?.Id ?? Ids.New("u");
            transaction.Execute($"""
                INSERT INTO staff (id, name, mail, roles, state, created_at, created_by)
                VALUES ({id}, {name}, {mail}, {Joined(roles)}, {StaffMember.Invited}, {now}, {by})
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles
                """);
            Audit.Note(transaction, now, by, "staff.invited", id, Joined(roles));
            return StaffAnswer.Done(Links.Create(transaction, Links.Invite, id, now, LinkLife));
        });
    }

    /// <summary>Whom an invitation or enrolment link is for.</summary>
    public StaffMember? Invited(string kind, string token) => database.Read(reader =>
        Links.Find(reader, kind, token, Now()) is { } id ? Find(reader, id) : null);

    /// <summary>
    /// The first step behind an invitation: password and identity. The second is <see cref="Confirm"/>.
    /// </summary>
    public StaffAnswer Accept(string token, string password, string document)
    {
        if (Invited(Links.Invite, token) is not { } invited)
        {
            return Expired;
        }

        if ((Passwords.Mistake(password, invited.Mail) ?? Identities.Mistake(document)) is { } mistake)
        {
            return new(mistake, null);
        }

        var (hash, identity) = (Passwords.Hash(password), identities.HashOf(document));
        var secret = box.Seal(Totp.NewSecret());
        database.Write(transaction => transaction.Execute($"""
            UPDATE staff SET password = {hash}, identity = {identity}, identity_by = NULL, totp = {secret}
            WHERE id = {invited.Id} AND state = {StaffMember.Invited}
            """));
        return StaffAnswer.Done();
    }

    /// <summary>The first step behind an enrolment link after a reset: the password. A new secret is made.</summary>
    public StaffAnswer Reenrol(string token, string password)
    {
        var now = Now();
        if (Invited(Links.Enrol, token) is not { } known)
        {
            return Expired;
        }

        var stored = database.Read(reader => reader.Text($"SELECT password FROM staff WHERE id = {known.Id}"));
        if (!Passwords.Matches(password, stored))
        {
            database.Write(transaction => Links.Miss(transaction, Links.Enrol, token, now, MostTries));
            return StaffAnswer.Refuse("密码不对。", "The password is wrong.");
        }

        var secret = box.Seal(Totp.NewSecret());
        database.Write(transaction => transaction.Execute(
            $"UPDATE staff SET totp = {secret}, totp_step = 0 WHERE id = {known.Id}"));
        return StaffAnswer.Done();
    }

    /// <summary>The secret to show as a QR code between the two steps; null before the first.</summary>
    public byte[]? PendingSecret(string kind, string token) => Invited(kind, token) is { } known
        && database.Read(reader => reader.One(
            $"SELECT totp FROM staff WHERE id = {known.Id}",
            row => new Sealed(row.BytesOrNull(0)))) is { Bytes: { } kept }
        ? box.Open(kept)
        : null;

    /// <summary>The second step: a code proves that the app has the secret; the account is active then.</summary>
    public StaffAnswer Confirm(string kind, string token, string code)
    {
        var now = Now();
        if (Invited(kind, token) is not { } known || PendingSecret(kind, token) is not { } secret)
        {
            return Expired;
        }

        if (Totp.StepOf(secret, code, wall.GetUtcNow(), lastStep: 0) is not { } step)
        {
            database.Write(transaction => Links.Miss(transaction, kind, token, now, MostTries));
            return StaffAnswer.Refuse(
                "动态码不对;请核对手机时间后重试。", "The code is wrong; check the phone's clock and try again.");
        }

        return database.Write(transaction =>
        {
            if (!Links.Use(transaction, kind, token, now))
            {
                return Expired;
            }

            transaction.Execute($"""
                UPDATE staff SET state = {StaffMember.Active}, totp_step = {step}
                WHERE id = {known.Id} AND state <> {StaffMember.Disabled}
                """);
            Audit.Note(transaction, now, known.Id, "staff.enrolled", known.Id);
            return StaffAnswer.Done();
        });
    }

    /// <summary>Somebody who saw the document types its number: if it is the same, the identity is verified.</summary>
    public StaffAnswer Vouch(string by, string id, string document)
    {
        var identity = identities.HashOf(document);
        return database.Write(transaction =>
        {
            if (by == id)
            {
                return StaffAnswer.Refuse("不能证明自己的身份。", "Nobody vouches for their own identity.");
            }

            var isSame = transaction.Execute($"""
                UPDATE staff SET identity_by = {by} WHERE id = {id} AND identity = {identity}
                """) == 1;
            Audit.Note(transaction, Now(), by, isSame ? "staff.identity-verified" : "staff.identity-differs", id);
            return isSame
                ? StaffAnswer.Done()
                : StaffAnswer.Refuse("证件号与本人填写的不一致。", "The number differs from what the person stated.");
        });
    }

    /// <summary>Gives or takes roles. Nobody adds one to themselves, and one admin always stays.</summary>
    public StaffAnswer SetRoles(string by, string id, IReadOnlyCollection<string> roles)
    {
        return database.Write(transaction =>
        {
            if (Find(transaction, id) is not { } known || MistakeIn(known.Name, known.Mail, roles) is { } _)
            {
                return StaffAnswer.Refuse("角色组合无效;审计不能与其他角色同时担任。",
                    "These roles do not go together; an auditor has no other role.");
            }

            if (by == id && roles.Except(known.Roles).Any())
            {
                return StaffAnswer.Refuse("不能给自己加角色。", "Nobody gives roles to themselves.");
            }

            if (!roles.Contains(Roles.Admin) && IsLastAdmin(transaction, id))
            {
                return LastAdmin;
            }

            transaction.Execute($"UPDATE staff SET roles = {Joined(roles)} WHERE id = {id}");
            Audit.Note(transaction, Now(), by, "staff.roles", id, $"{Joined(known.Roles)} -> {Joined(roles)}");
            return StaffAnswer.Done();
        });
    }

    /// <summary>Disables an account and ends its sessions at once.</summary>
    public StaffAnswer Disable(string by, string id) => database.Write(transaction =>
    {
        if (by == id)
        {
            return StaffAnswer.Refuse("不能停用自己的账号。", "Nobody disables their own account.");
        }

        if (IsLastAdmin(transaction, id))
        {
            return LastAdmin;
        }

        if (transaction.Execute($"""
            UPDATE staff SET state = {StaffMember.Disabled} WHERE id = {id} AND state <> {StaffMember.Disabled}
            """) == 0)
        {
            return StaffAnswer.Refuse("这个账号已经停用。", "This account is disabled already.");
        }

        Sessions.EndAll(transaction, Sessions.Staff, id);
        transaction.Execute($"DELETE FROM links WHERE subject = {id}");
        Audit.Note(transaction, Now(), by, "staff.disabled", id);
        return StaffAnswer.Done();
    });

    /// <summary>Takes the second factor away after two persons agreed; the token enrols a new one.</summary>
    internal static string ResetSecondFactor(ShopTransaction transaction, string id, Instant now)
    {
        transaction.Execute($"UPDATE staff SET totp = NULL, totp_step = 0 WHERE id = {id}");
        Sessions.EndAll(transaction, Sessions.Staff, id);
        return Links.Create(transaction, Links.Enrol, id, now, LinkLife);
    }

    /// <summary>Writes the first admin of a data directory, whose identity the set-up itself took.</summary>
    public static void AddFirst(
        ShopTransaction transaction, string id, string name, string mail, string passwordHash, byte[] sealedSecret,
        long step, string identity, Instant now)
    {
        transaction.Execute($"""
            INSERT INTO staff (id, name, mail, password, totp, totp_step, roles, identity, identity_by, state,
                created_at, created_by)
            VALUES ({id}, {name}, {mail}, {passwordHash}, {sealedSecret}, {step}, {Joined(FirstRoles)}, {identity},
                'setup', {StaffMember.Active}, {now}, 'setup')
            """);
        Audit.Note(transaction, now, id, "staff.first", id, Joined(FirstRoles));
    }

    /// <summary>One person may run everything; what needs two waits for a second.</summary>
    public static IReadOnlyList<string> FirstRoles { get; } =
        [Roles.Admin, Roles.Operator, Roles.Finance, Roles.Risk];

    /// <summary>What is wrong with a person's entry; null when it will do.</summary>
    public static Bilingual? MistakeIn(string name, string mail, IReadOnlyCollection<string> roles) =>
        name.Length is 0 or > 60 ? new("请填写姓名,最多 60 字。", "Write a name of at most 60 characters.")
        : !IsMail(mail) ? new("邮箱地址不完整。", "The mail address is not complete.")
        : roles.Count == 0 || roles.Except(Roles.All).Any() ? new("请至少选一个角色。", "Choose at least one role.")
        : roles.Contains(Roles.Auditor) && roles.Count > 1
            ? new("审计只看不改,不能与其他角色同时担任。", "An auditor reads and changes nothing, so has no other role.")
        : null;

    public static string Mail(string mail) => mail.Trim().ToLowerInvariant();

    private static StaffAnswer Expired => StaffAnswer.Refuse(
        "链接已用过或已过期,请联系管理员重发。", "This link was used or has expired; ask an admin for a new one.");

    private static StaffAnswer LastAdmin => StaffAnswer.Refuse(
        "这是最后一位管理员,请先任命另一位。", "This is the last admin; appoint another one first.");

    private static bool IsMail(string mail) =>
        mail.Length is >= 3 and <= 120 && mail.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == mail.LastIndexOf('@') && at < mail.Length - 1 && !mail.Any(char.IsWhiteSpace)
        && !mail.Any(char.IsControl);

    private static bool IsLastAdmin(ShopReader reader, string id) =>
        All(reader).Where(member => member.IsActive && member.Roles.Contains(Roles.Admin)).ToList() is [var only]
        && only.Id == id;

    // In the order of the list, so that the same roles are the same text.
    private static string Joined(IReadOnlyCollection<string> roles) => string.Join(' ',
        Roles.All.Where(roles.Contains));

    private Instant Now() => Instant.From(wall.GetUtcNow());

    private static StaffMember Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        row.Text(4), row.Flag(5), row.TextOrNull(6), row.TextOrNull(7), row.At(8));

    private sealed record Sealed(byte[]? Bytes);
}
