using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Rewards;

/// <summary>Members who may invite others 推广员： free, of age, after reading what they may not say.</summary>
/// <remarks>
/// There is no fee, no purchase, no course and no spend level in this class, and no caller can add one (CN-MLM-03).
/// The age is asked and not kept: what stays is that somebody of age agreed.
/// </remarks>
public sealed class Promoters(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    private const int OldestAge = 130;

    /// <summary>What a member is as a promoter; null before activation.</summary>
    public Promoter? Find(string member) => database.Read(reader => Find(reader, member));

    /// <inheritdoc cref="Find(string)"/>
    public static Promoter? Find(ShopReader reader, string member) => reader.One(
        $"""
        SELECT p.member, p.state, occupation, warnings, consent, activated_at, ended_at, referral_code, nickname
        FROM promoters p JOIN members m ON m.id = p.member WHERE p.member = {member}
        """,
        Read);

    /// <summary>All promoters, the latest first.</summary>
    public IReadOnlyList<Promoter> All(int most) => database.Read(reader => reader.All(
        $"""
        SELECT p.member, p.state, occupation, warnings, consent, activated_at, ended_at, referral_code, nickname
        FROM promoters p JOIN members m ON m.id = p.member ORDER BY activated_at DESC, p.member LIMIT {most}
        """,
        Read));

    /// <summary>Makes a member a promoter, where nothing stands against it; again changes nothing.</summary>
    /// <returns>What has to be mended, or what refuses it; empty when it is done.</returns>
    public IReadOnlyList<Problem> Activate(string member, PromoterForm form)
    {
        var problems = new List<Problem>();
        if (!int.TryParse(form.Age.Trim(), out var age) || age is < 1 or > OldestAge)
        {
            problems.Add(new("age", new("请用数字填写周岁年龄。", "Enter your age in full years, in digits.")));
        }

        if (!Enum.TryParse<Occupation>(form.Occupation, ignoreCase: true, out var occupation)
            || !Enum.IsDefined(occupation))
        {
            problems.Add(new("occupation", new("请选择职业。", "Choose what you do for a living.")));
        }

        if (!form.Agrees)
        {
            problems.Add(new("agree", new("须由您本人勾选，才能开通。", "You become a promoter only if you tick this yourself.")));
        }

        if (problems.Count > 0)
        {
            return problems;
        }

        var findings = ActivationGuard.Review(new()
        {
            Age = age, Occupation = occupation, NeedsPayment = false, Subject = "promoter.activation",
        });
        var refused = findings.Where(finding => finding.Action is RuleAction.Refuse).ToList();
        return database.Write(transaction =>
        {
            var now = clock.WallNow();
            if (refused.Count > 0)
            {
                Audit.Note(transaction, now, member, "promoter.refused", member, Codes(refused));
                RefusedAttempts.Note(
                    transaction, refused, RefusedAttempts.Member, "promoter.activation", clock.Now());
                return [.. refused.Select(finding => new Problem(
                    finding.Code == "CN-MLM-10" ? "age" : "", new(finding.Zh, finding.En)))];
            }

            Begin(transaction, member, form, occupation, Codes(findings), now);
            return (IReadOnlyList<Problem>)[];
        });
    }

    /// <summary>The operator appoints a promoter, where the plan pays only appointed ones.</summary>
    public Bilingual? Appoint(string member, string staff) => Change(
        member, staff, "waiting", "active", new("这位会员没有等待任命的推广申请。", "No application of this member waits."));

    /// <summary>Ends a promoter's work: the code brings nobody any more; rewards already earned stay.</summary>
    public Bilingual? End(string member, string by) => Change(
        member, by, "active", "ended", new("这位会员不是推广员。", "This member is no promoter."));

    private void Begin(
        ShopTransaction transaction, string member, PromoterForm form, Occupation occupation, string warnings,
        Instant now)
    {
        if (Find(transaction, member) is { IsEnded: false })
        {
            return;
        }

        var consent = Consents.Give(
            transaction, member, Consents.Promoter, DisclosureBook.Referrer, null, form.English, gate.Plan, now);
        var state = gate.Plan.Rewards.AppointedOnly ? "waiting" : "active";
        transaction.Execute($"""
            INSERT INTO promoters (member, state, occupation, warnings, consent, activated_at)
            VALUES ({member}, {state}, {Spelled(occupation)}, {warnings}, {consent}, {now})
            ON CONFLICT (member) DO UPDATE SET state = excluded.state, occupation = excluded.occupation,
                warnings = excluded.warnings, consent = excluded.consent, activated_at = excluded.activated_at,
                ended_at = NULL, ended_by = NULL
            """);
        Audit.Note(transaction, now, member, "promoter.activated", member, warnings.Length > 0 ? warnings : null);
    }

    private Bilingual? Change(string member, string by, string from, string to, Bilingual otherwise) =>
        database.Write(transaction =>
        {
            var now = clock.WallNow();
            var ends = to == "ended";
            if (transaction.Execute($"""
                UPDATE promoters SET state = {to}, ended_at = {(ends ? now : (Instant?)null)},
                    ended_by = {(ends ? by : null)} WHERE member = {member} AND state = {from}
                """) == 0)
            {
                return otherwise;
            }

            if (gate.Plan.Rewards.AppointedOnly)
            {
                var id = Ids.New(ends ? "promoter-end" : "promoter");
                PoolGate.Enqueue(transaction, ends
                    ? new PoolCommand.EndPromoter(id, clock.Now(), member)
                    : new PoolCommand.AppointPromoter(id, clock.Now(), member));
            }

            if (ends && Find(transaction, member) is { } promoter)
            {
                Consents.Withdraw(transaction, member, promoter.Consent, now);
            }

            Audit.Note(transaction, now, by, ends ? "promoter.ended" : "promoter.appointed", member);
            return (Bilingual?)null;
        });

    private static string Codes(IEnumerable<Finding> findings) =>
        string.Join(' ', findings.Select(finding => finding.Code).Distinct());

    private static string Spelled(Occupation occupation) => occupation.ToString().ToLowerInvariant();

    private static Promoter Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.At(5), row.AtOrNull(6), row.Text(7),
        row.TextOrNull(8));
}

/// <summary>Somebody who may invite others.</summary>
/// <param name="State"><c>active</c>, <c>waiting</c> for the operator's appointment, or <c>ended</c>.</param>
/// <param name="Warnings">Codes of rules that warned at activation, such as <c>CN-MLM-10</c>.</param>
/// <param name="Consent">The receipt of text 7.5.</param>
public sealed record Promoter(
    string Member, string State, string Occupation, string Warnings, string Consent, Instant ActivatedAt,
    Instant? EndedAt, string Code, string? Nickname)
{
    public bool IsActive => State == "active";

    public bool IsEnded => State == "ended";
}

/// <summary>What somebody typed who wants to be a promoter.</summary>
/// <param name="Occupation">A name of <see cref="Core.Compliance.Occupation"/>.</param>
public sealed record PromoterForm(string Age, string Occupation, bool Agrees, bool English);
