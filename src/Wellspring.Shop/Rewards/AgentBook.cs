using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Texts;

namespace Wellspring.Shop.Rewards;

/// <summary>Region agents from draft to signature: who stands for which division, how long, for which work.</summary>
/// <remarks>
/// Nothing here pays anybody for an agent's fee or signature (CN-FRA-05): a fee is booked on an account of its own.
/// In profile CN whatever <see cref="AgentGuard"/> refuses is refused; a sandbox notes the codes and keeps the days.
/// </remarks>
public sealed class AgentBook(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    /// <summary>CN-FRA-02: days between disclosure and signature.</summary>
    public const int DisclosureDays = 30;

    private const int TextLimit = 4_000;
    private const int ContractLimit = 20_000;
    private const int MostCoolingDays = 90;

    /// <summary>Fees that a sandbox offers to choose from.</summary>
    public static IReadOnlyList<Money> Presets { get; } =
        [Money.Zero, Money.FromYuan(50_000), Money.FromYuan(100_000), Money.FromYuan(300_000)];

    public AgencyCard? Find(string id) => database.Read(reader => Find(reader, id));

    public IReadOnlyList<AgencyCard> Of(string member) => database.Read(reader => reader.All(
        $"SELECT * FROM agencies WHERE member = {member} AND state <> 'drafted' ORDER BY drafted_at DESC, id",
        AgencyCard.Read));

    public IReadOnlyList<AgencyCard> All(int most) => database.Read(reader => reader.All(
        $"SELECT * FROM agencies ORDER BY drafted_at DESC, id LIMIT {most}", AgencyCard.Read));

    public FranchiseFile Franchise() => database.Read(FranchiseFiles.Read);

    public void KeepFranchise(FranchiseFile file, string staff) => database.Write(transaction =>
    {
        FranchiseFiles.Keep(transaction, file);
        Audit.Note(transaction, clock.WallNow(), staff, "franchise-file.kept", null);
    });

    /// <summary>Writes an appointment down; nobody but the operator sees it before its disclosure.</summary>
    public (string? Id, IReadOnlyList<Problem> Problems) Draft(AgencyForm form, string staff)
    {
        var problems = new List<Problem>();
        var draft = Read(form, problems);
        var id = Ids.New("ag");
        return database.Write(transaction =>
        {
            if (MemberBook.Find(transaction, form.Member.Trim()) is not { IsActive: true })
            {
                problems.Add(new("member", new("没有这位会员；请核对会员号。", "There is no such member; check the number.")));
            }

            if (problems.Count > 0)
            {
                return (null, problems);
            }

            var facts = FactsOf(transaction, draft!, clock.Now()) with { DisclosedAt = null };
            var findings = Blocking(AgentGuard.Review(facts).Where(finding => finding.Code != "CN-FRA-02"));
            problems.AddRange(findings.Select(finding => new Problem("", new(finding.Zh, finding.En))));
            if (problems.Count > 0)
            {
                Audit.Note(transaction, clock.WallNow(), staff, "agency.refused", null, Codes(findings));
                RefusedAttempts.Note(transaction, findings, staff, draft!.ContractHash, clock.Now());
                return (null, problems);
            }

            var text = string.Join(
                '\n', draft!.Duties, draft.Measure, draft.FeeUse, draft.RefundTerms, draft.Suits, draft.Contract);
            var version = TextBook.Submit(
                transaction, new(TextKinds.Agent, id, ContentGuard.WithRiskNotice(text), staff), clock.WallNow());
            if (version.IsRefused)
            {
                problems.AddRange(version.Reasons.Select(reason => new Problem("contract", reason)));
                return (null, problems);
            }

            Insert(transaction, draft with { Id = id, DraftedBy = staff, Warnings = Codes(AgentGuard.Review(facts)
                .Where(finding => finding.Code != "CN-FRA-02")) });
            Audit.Note(transaction, clock.WallNow(), staff, "agency.drafted", id, draft.Division);
            return ((string?)id, (IReadOnlyList<Problem>)problems);
        });
    }

    /// <summary>Delivers text 7.6 with the figures of this moment; the thirty days begin.</summary>
    public Bilingual? Disclose(string id, string staff) => Step(id, AgencyCard.Drafted, (transaction, card) =>
    {
        var now = clock.Now();
        var figures = new AgentFigures(
            card.Fee, $"{card.FeeUse}{(card.FeeUse.Length > 0 ? "；" : "")}{card.RefundTerms}", card.CoolingDays,
            Count(transaction, closed: false), Count(transaction, closed: true), card.Suits);
        transaction.Execute($"""
            UPDATE agencies SET state = {AgencyCard.Disclosed}, disclosed_at = {now}, disclosed_by = {staff},
                shown = {JsonSerializer.Serialize(StoredFigures.Of(figures))} WHERE id = {id}
            """);
        Audit.Note(transaction, clock.WallNow(), staff, "agency.disclosed", id, card.ContractHash);
        Tell(transaction, card);
        return null;
    });

    /// <summary>Takes an appointment back that nobody has signed.</summary>
    public Bilingual? Cancel(string id, string staff) => database.Write(transaction =>
    {
        if (transaction.Execute($"""
            UPDATE agencies SET state = {AgencyCard.Cancelled}, ended_at = {clock.Now()}, ended_by = {staff}
            WHERE id = {id} AND state IN ('drafted', 'disclosed')
            """) == 0)
        {
            return NotNow;
        }

        Audit.Note(transaction, clock.WallNow(), staff, "agency.cancelled", id);
        return (Bilingual?)null;
    });

    /// <summary>The future agent confirms having read disclosure and contract.</summary>
    public Bilingual? Acknowledge(string member, string id) => database.Write(transaction =>
    {
        if (transaction.Execute($"""
            UPDATE agencies SET read_at = {clock.Now()}
            WHERE id = {id} AND member = {member} AND state = 'disclosed' AND read_at IS NULL
            """) == 0)
        {
            return NotNow;
        }

        Audit.Note(transaction, clock.WallNow(), member, "agency.read", id);
        return (Bilingual?)null;
    });

    /// <summary>The agent signs, thirty days after the disclosure or later; the pool is told.</summary>
    public async Task<IReadOnlyList<Problem>> SignAsync(
        string member, string id, AgencySignature signature, CancellationToken cancellation)
    {
        var now = clock.Now();
        if (Find(id) is not { State: AgencyCard.Disclosed } card || card.Member != member)
        {
            return [new("", NotNow)];
        }

        Division.TryRead(card.Division, out var division);
        var taken = await gate.ReadAsync(
            desk => desk.Pool.Agencies().Any(other => other.Division == card.Division && now < other.Until),
            cancellation);
        if (taken)
        {
            return [new("", new($"{card.RegionName}目前有在任的代理；请等其结束后再签，或联系平台。",
                $"{card.RegionName} has an agent; sign after that appointment ends, or ask the operator."))];
        }

        return database.Write(transaction => Sign(transaction, card, signature, now));
    }

    private IReadOnlyList<Problem> Sign(
        ShopTransaction transaction, AgencyCard card, AgencySignature signature, Instant now)
    {
        var problems = new List<Problem>();
        if (!signature.Agrees || card.ReadAt is null)
        {
            problems.Add(new("agree", new("须先确认已读披露，再由您本人勾选同意。",
                "Confirm that you have read the disclosure, then tick the box yourself.")));
        }

        var age = int.TryParse(signature.Age.Trim(), out var years) ? years : (int?)null;
        var person = ActivationGuard.Review(new() { Age = age, Subject = "agency.signing" })
            .Where(finding => finding.Action is RuleAction.Refuse);
        problems.AddRange(person.Select(finding => new Problem("age", new(finding.Zh, finding.En))));
        var findings = Blocking(AgentGuard.Review(FactsOf(transaction, card, now)));
        problems.AddRange(findings.Select(finding => new Problem("", new(finding.Zh, finding.En))));
        if (now >= card.Until)
        {
            problems.Add(new("", new("合同期限已过，请平台重新起草。", "The contract's period is over; the operator drafts anew.")));
        }

        if (problems.Count > 0)
        {
            Audit.Note(transaction, clock.WallNow(), card.Member, "agency.signing-refused", card.Id, Codes(findings));
            RefusedAttempts.Note(
                transaction, findings, RefusedAttempts.Member, card.ContractHash, clock.Now());
            return problems;
        }

        var from = card.From > now ? card.From : now;
        var consent = Consents.Give(
            transaction, card.Member, Consents.Agent, card.Disclosure!, card.Shown, signature.English, gate.Plan,
            clock.WallNow());
        transaction.Execute($"""
            UPDATE agencies SET state = {AgencyCard.Signed}, signed_at = {now}, consent = {consent}, from_at = {from}
            WHERE id = {card.Id} AND state = 'disclosed'
            """);
        PoolGate.Enqueue(transaction, new PoolCommand.AppointAgent(
            AgencyDeeds.AppointId(card.Id), now, card.Division, card.Tier, card.Member, from, card.Until,
            card.ContractHash));
        Audit.Note(transaction, clock.WallNow(), card.Member, "agency.signed", card.Id, card.ContractHash);
        return [];
    }

    // Days and refund terms hold everywhere; franchise papers and acknowledgements are asked for in profile CN.
    private IReadOnlyList<Finding> Blocking(IEnumerable<Finding> findings) =>
        [.. findings.Where(finding => finding.Action is RuleAction.Refuse
            && (!gate.Plan.IsSandbox || finding.Code is "CN-FRA-02" or "CN-FRA-03"))];

    private AgentContractFacts FactsOf(ShopReader reader, AgencyCard card, Instant now) => new()
    {
        Fee = card.Fee,
        Franchise = FranchiseFiles.Read(reader) with { ContractHash = card.ContractHash },
        DisclosedAt = card.DisclosedAt,
        SignsAt = now,
        CoolingOff = Duration.Days(card.CoolingDays),
        HasRefundTerms = card.RefundTerms.Length > 0,
        Share = card.Tier switch
        {
            AgentTier.District => gate.Plan.Rewards.RegionAgents.District,
            AgentTier.City => gate.Plan.Rewards.RegionAgents.City,
            _ => gate.Plan.Rewards.RegionAgents.Province,
        },
        HasDuties = card.Duties.Length > 0 && card.Measure.Length > 0,
        RewardsIntroducer = false,
        TimeZone = gate.Plan.Settings.TimeZone,
        Subject = "agency",
    };

    private AgencyCard? Read(AgencyForm form, List<Problem> problems)
    {
        var region = Regions.Find(form.Division.Trim());
        if (region is null || !Division.TryRead(region.Code, out var division) || !division.CanHave(division.Tier))
        {
            problems.Add(new("division", new("请填 6 位行政区划代码，如 440106(区)、440100(市)、440000(省)。",
                "Enter the division's six digits, such as 440106 (district), 440100 (city), 440000 (province).")));
            division = default;
        }

        var (from, until) = (DayOf(form.From), DayOf(form.Until));
        if (from is null || until is null || until.Value <= from.Value)
        {
            problems.Add(new("from", new("请填开始和结束日期，如 2027-01-01；结束须晚于开始。",
                "Enter the first day and the day after the last, such as 2027-01-01; the end comes later.")));
        }

        if (!int.TryParse(form.CoolingDays, NumberStyles.None, CultureInfo.InvariantCulture, out var cooling)
            || cooling > MostCoolingDays)
        {
            problems.Add(new("coolingDays", new($"单方解除期请填 0 至 {MostCoolingDays} 天。",
                $"The withdrawal period has 0 to {MostCoolingDays} days.")));
        }

        var fee = Wording.Amount("fee", new("代理费", "the fee"), form.Fee, problems, aboveZero: false);
        var contract = Wording.Lines("contract", new("合同全文", "the contract"), form.Contract, ContractLimit, problems);
        if (contract.Length == 0)
        {
            problems.Add(new("contract", new("请填写合同全文。", "Enter the contract's words.")));
        }

        var card = new AgencyCard(
            "", form.Member.Trim(), region?.Code ?? "", division.Tier, from ?? default, until ?? default,
            Line("duties", new("服务内容", "the duties"), form.Duties, problems, needed: true),
            Line("measure", new("考核办法", "how they are measured"), form.Measure, problems, needed: true),
            contract, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contract))), fee,
            Line("feeUse", new("费用用途", "what the fee is for"), form.FeeUse, problems, needed: fee > Money.Zero),
            Line("refundTerms", new("退还条件", "the refund terms"), form.RefundTerms, problems, needed: false),
            cooling, Line("suits", new("近 5 年诉讼", "lawsuits in five years"), form.Suits, problems, needed: true),
            AgencyCard.Drafted, null, "", clock.Now(), "");
        return problems.Count > 0 ? null : card;
    }

    private Instant? DayOf(string text) =>
        DateOnly.TryParseExact(
            text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new Instant(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds()
                - gate.Plan.Settings.TimeZone.Milliseconds)
            : null;

    private static string Line(string field, Bilingual what, string text, List<Problem> problems, bool needed)
    {
        var read = Wording.Lines(field, what, text, TextLimit, problems);
        if (read.Length == 0 && needed)
        {
            problems.Add(new(field, new($"请填写{what.Zh}。", $"Fill in: {what.En}.")));
        }

        return read;
    }

    private Bilingual? Step(
        string id, string state, Func<ShopTransaction, AgencyCard, Bilingual?> act) => database.Write(transaction =>
            Find(transaction, id) is { } card && card.State == state ? act(transaction, card) : NotNow);

    private void Tell(ShopTransaction transaction, AgencyCard card)
    {
        if (MemberBook.Find(transaction, card.Member) is { } member
            && (member.Mail ?? member.Phone) is { } typed && ContactAddress.Read(typed) is { } address)
        {
            Outbox.Write(
                transaction, address, new("区域代理披露", "Disclosure for a region agent"),
                new("一份区域代理披露和合同已送达，请登录后在“我的 → 区域代理”阅读。30 天后才可签署；不签没有任何后果。",
                    "A disclosure and a contract for a region agent are there for you: log in and read them under "
                    + "“Me → Region agent”. Signing is possible after 30 days at the earliest; not signing has no "
                    + "consequence."),
                member.Language == "en", clock.WallNow(), Duration.Days(DisclosureDays));
        }
    }

    private static long Count(ShopReader reader, bool closed) => (closed
        ? reader.Number($"SELECT count(*) FROM agencies WHERE state IN ('withdrawn', 'ended')")
        : reader.Number($"SELECT count(*) FROM agencies WHERE state IN ('signed', 'appointed')")) ?? 0;

    private static string Codes(IEnumerable<Finding> findings) =>
        string.Join(' ', findings.Select(finding => finding.Code).Distinct());

    internal static Bilingual NotNow => new(
        "这份代理合同现在不能这样处理，请刷新。", "This cannot be done with the contract now; reload the page.");

    internal static AgencyCard? Find(ShopReader reader, string id) =>
        reader.One($"SELECT * FROM agencies WHERE id = {id}", AgencyCard.Read);

    private static void Insert(ShopTransaction transaction, AgencyCard card) => transaction.Execute($"""
        INSERT INTO agencies (id, member, division, tier, from_at, until_at, duties, measure, contract, contract_hash,
            fee, fee_use, refund_terms, cooling_days, suits, state, warnings, drafted_at, drafted_by)
        VALUES ({card.Id}, {card.Member}, {card.Division}, {card.Tier.Code()}, {card.From}, {card.Until},
            {card.Duties}, {card.Measure}, {card.Contract}, {card.ContractHash}, {card.Fee}, {card.FeeUse},
            {card.RefundTerms}, {(long)card.CoolingDays}, {card.Suits}, {card.State}, {card.Warnings},
            {card.DraftedAt}, {card.DraftedBy})
        """);
}

/// <summary>What an agent typed when signing.</summary>
public sealed record AgencySignature(string Age, bool Agrees, bool English);
