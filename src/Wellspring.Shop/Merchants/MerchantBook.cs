using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Merchants;

/// <summary>Merchants from application to approval, and what the operator decides about them later 商户.</summary>
/// <remarks>
/// Whatever changes a merchant's rate is registered with the pool in the same transaction; the caller runs
/// <see cref="PoolFlow"/> afterwards. Deciding methods return what stands in the way, or null when it is done.
/// </remarks>
public sealed class MerchantBook(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    public const int NameLimit = 60;
    private const int ContactLimit = 80;
    private const int NoteLimit = 300;
    private const int OpenApplications = 3;

    /// <summary>A merchant; null when there is none of this id.</summary>
    public Merchant? Find(string id) => database.Read(reader => Find(reader, id));

    /// <inheritdoc cref="Find(string)"/>
    public static Merchant? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, name, licence, licence_hash, contact, state, commission, funding, class, developer, note,
            applied_at, decided_at FROM merchants WHERE id = {id}
        """,
        Read);

    /// <summary>Merchants in a state, oldest application first; the console pages by the last id it has.</summary>
    public IReadOnlyList<Merchant> In(MerchantState state, int most = 100, string after = "") =>
        database.Read(reader => reader.All(
            $"""
            SELECT id, name, licence, licence_hash, contact, state, commission, funding, class, developer, note,
                applied_at, decided_at FROM merchants
            WHERE state = {state.Code()} AND (applied_at, id) > (coalesce(
                (SELECT applied_at FROM merchants WHERE id = {after}), -1), {after})
            ORDER BY applied_at, id LIMIT {most}
            """,
            Read));

    /// <summary>The merchants a member works for.</summary>
    public IReadOnlyList<(Merchant Merchant, MerchantRole Role)> Of(string member) => database.Read(reader =>
        reader.All(
            $"SELECT merchant, role FROM merchant_people WHERE member = {member} ORDER BY added_at, merchant",
            row => (Id: row.Text(0), Role: Codes.Role(row.Text(1))!.Value))
            .Select(entry => (Find(reader, entry.Id)!, entry.Role)).ToList());

    /// <summary>The classes an applicant chooses from, with their rates.</summary>
    public IReadOnlyList<CommissionClass> Classes() => database.Read(Classes);

    /// <summary>Files an application, where nothing is wrong with it, and makes its sender the owner.</summary>
    /// <param name="key">The form's key: the same application twice is one.</param>
    public (string? Id, IReadOnlyList<Problem> Problems) Apply(string member, MerchantApplication form, string key)
    {
        var problems = new List<Problem>();
        var name = Wording.Line("name", new("商户名称", "the shop's name"), form.Name, NameLimit, problems);
        var contact = Wording.Line(
            "contact", new("联系方式", "how to reach you"), form.Contact, ContactLimit, problems);
        var licence = LicenceOf(form.Licence, problems);
        var funding = FundingOf(form.Funding, problems);
        if (form.LicenceHash is null)
        {
            problems.Add(new("document", new("请上传营业执照照片或 PDF。", "Upload a photo or PDF of the licence.")));
        }

        var id = Ids.From("mt", member, key);
        var filed = database.Write(transaction =>
        {
            if (transaction.Number($"""
                SELECT 1 FROM merchant_people WHERE merchant = {id} AND member = {member}
                """) is not null)
            {
                return true;
            }

            var developer = Developer(transaction, member, form.Developer, problems);
            var chosen = Classes(transaction).FirstOrDefault(entry => entry.Code == form.Class);
            Check(transaction, member, chosen, problems);
            if (problems.Count > 0)
            {
                return false;
            }

            File(transaction, id, member, new(id, name, licence, form.LicenceHash, contact, MerchantState.Applied,
                chosen!.Commission, funding, chosen.Code, developer, null, clock.Now(), null));
            return true;
        });
        return (filed ? id : null, problems);
    }

    /// <summary>Lets a merchant sell: its rate goes to the pool.</summary>
    /// <param name="classCode">The class the operator decides on; null: the one applied for.</param>
    public Bilingual? Approve(string id, string? classCode, string staff, string? note) =>
        Decide(id, staff, note, "merchant.approved", (transaction, merchant) =>
            merchant.State is MerchantState.Active or MerchantState.Suspended
                ? new("这个商户已经批准过。", "This merchant was approved before.")
            : MerchantPeople.OwnerOf(transaction, id) is null
                ? new("申请人已撤回这份申请,不能批准;请对方重新申请。",
                    "The applicant has withdrawn this application; it cannot be approved. Let them apply anew.")
            : Classes(transaction).FirstOrDefault(entry => entry.Code == (classCode ?? merchant.Class)) is not { } found
                ? new("没有这个佣金类别；请先设置类别。", "There is no such commission class; set it up first.")
            : Refusal(merchant.Funding) is { } refused ? refused
            : Register(transaction, merchant with { State = MerchantState.Active }, found));

    public Bilingual? Reject(string id, string staff, string note) =>
        Decide(id, staff, note, "merchant.rejected", (transaction, merchant) =>
            merchant.State is not MerchantState.Applied
                ? new("只有审核中的申请可以拒绝。", "Only an application under review can be turned down.")
                : Move(transaction, id, MerchantState.Rejected));

    /// <summary>Stops new orders; orders under way go on.</summary>
    public Bilingual? Suspend(string id, string staff, string note) =>
        Decide(id, staff, note, "merchant.suspended", (transaction, merchant) =>
            merchant.State is not MerchantState.Active
                ? new("只有营业中的商户可以暂停。", "Only an active merchant can be suspended.")
                : Move(transaction, id, MerchantState.Suspended));

    public Bilingual? Resume(string id, string staff, string note) =>
        Decide(id, staff, note, "merchant.resumed", (transaction, merchant) =>
            merchant.State is not MerchantState.Suspended
                ? new("这个商户没有被暂停。", "This merchant is not suspended.")
                : Move(transaction, id, MerchantState.Active));

    /// <summary>Another class for orders placed from now on.</summary>
    public Bilingual? Reclassify(string id, string classCode, string staff, string? note) =>
        Decide(id, staff, note, "merchant.reclassified", (transaction, merchant) =>
            Classes(transaction).FirstOrDefault(entry => entry.Code == classCode) is not { } found
                ? new("没有这个佣金类别；请先设置类别。", "There is no such commission class; set it up first.")
            : merchant.State is MerchantState.Applied or MerchantState.Rejected
                ? new("请先批准商户。", "Approve the merchant first.")
            : Register(transaction, merchant, found));

    /// <summary>
    /// Sets a class up or changes its rate; merchants of the class get the rate for orders placed from now on.
    /// </summary>
    public Bilingual? SetClass(CommissionClass wanted, string staff)
    {
        var problems = new List<Problem>();
        var zh = Wording.Line("zh", new("中文名", "the Chinese name"), wanted.Name.Zh, 20, problems);
        var en = Wording.Line("en", new("英文名", "the English name"), wanted.Name.En, 40, problems);
        if (wanted.Code is not { Length: > 0 and <= 30 } || !wanted.Code.All(letter => char.IsAsciiLetterLower(letter)
            || char.IsAsciiDigit(letter) || letter == '-'))
        {
            return new("类别代码须为 1 至 30 位小写字母、数字或短横线。",
                "A class code has 1 to 30 lower-case letters, digits or dashes.");
        }

        return problems.Count > 0 ? problems[0].Text : TooLow(wanted.Commission) ?? database.Write(transaction =>
        {
            var classes = Classes(transaction).Where(entry => entry.Code != wanted.Code)
                .Append(wanted with { Name = new(zh, en) });
            foreach (var entry in classes)
            {
                transaction.Execute($"""
                    INSERT INTO commission_classes (code, zh, en, commission)
                    VALUES ({entry.Code}, {entry.Name.Zh}, {entry.Name.En}, {entry.Commission})
                    ON CONFLICT (code) DO UPDATE
                    SET zh = excluded.zh, en = excluded.en, commission = excluded.commission
                    """);
            }

            foreach (var merchant in transaction.All(
                $"""
                SELECT id FROM merchants WHERE class = {wanted.Code} AND commission <> {wanted.Commission}
                AND state IN ('active', 'suspended')
                """,
                row => row.Text(0)))
            {
                Register(transaction, Find(transaction, merchant)!, wanted);
            }

            Audit.Note(transaction, clock.Now(), staff, "commission-class.set", wanted.Code,
                wanted.Commission.ToString());
            return (Bilingual?)null;
        });
    }

    /// <summary>What is wrong with a rate: 0 &lt; c &lt; f + r leaves nothing for the pool (pool-rules 2).</summary>
    public Bilingual? TooLow(Rate commission)
    {
        var least = gate.Plan.Split.Platform.Parts + gate.Plan.Split.RewardBudget.Parts;
        return commission.Parts > 0 && commission.Parts < least
            ? new($"佣金 {commission} 不够付平台费和奖励预算（合计 {Rate.FromParts(least)}）；请不低于它，或设为 0%（不产生积分）。",
                $"A commission of {commission} cannot cover the platform's share and the reward budget "
                + $"({Rate.FromParts(least)} together); set at least that, or 0% for orders without points.")
            : null;
    }

    /// <summary>Why a funding mode cannot be used under this profile; null where it can.</summary>
    private Bilingual? Refusal(FundingMode funding) =>
        funding is FundingMode.OperatorCollects && !gate.Plan.IsSandbox
            ? new("不支持平台先收货款再结算给商户（CN-PAY-01）；请选持牌机构分账，或顾客直接付给商户。",
                "The platform may not collect a merchant's money and settle it later (CN-PAY-01); choose a split by a "
                + "licensed channel, or customers paying the shop.")
            : null;

    private FundingMode FundingOf(string? code, List<Problem> problems)
    {
        var funding = Codes.Funding(code ?? "");
        if (funding is null || Refusal(funding.Value) is not null)
        {
            problems.Add(new("funding", funding is { } known ? Refusal(known)!.Value
                : new("请选择收款方式。", "Choose how payments reach the shop.")));
        }

        return funding ?? FundingMode.MerchantDirect;
    }

    private static string LicenceOf(string? text, List<Problem> problems)
    {
        var licence = (text ?? "").Trim().ToUpperInvariant();
        if (licence.Length is not (15 or 18) || !licence.All(char.IsAsciiLetterOrDigit))
        {
            problems.Add(new("licence", new("统一社会信用代码是 18 位数字和大写字母（旧注册号 15 位）；请核对营业执照。",
                "A licence number has 18 digits and capital letters (15 on old licences); check the licence.")));
        }

        return licence;
    }

    private static string? Developer(ShopReader reader, string member, string? code, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(code))
        {
            return null;
        }

        var developer = reader.Text(
            $"""
            SELECT id FROM members JOIN promoters ON member = id
            WHERE referral_code = {code.Trim()} AND members.state = 'active' AND promoters.state = 'active'
            """);
        if (developer is null || developer == member)
        {
            problems.Add(new("developer", new("没有这个招商人的推荐码，或是您自己的；请核对，没有就留空。",
                "No other member has this code; check it, or leave it empty.")));
        }

        return developer;
    }

    private static void Check(ShopReader reader, string member, CommissionClass? chosen, List<Problem> problems)
    {
        if (chosen is null)
        {
            problems.Add(new("class", new("请选择行业类别。", "Choose a class.")));
        }

        if (reader.Number($"""
            SELECT count(*) FROM merchants JOIN merchant_people ON merchant = id
            WHERE member = {member} AND role = 'owner' AND state = 'applied'
            """) >= OpenApplications)
        {
            problems.Add(new("", new($"您已有 {OpenApplications} 份申请在审核；请等结果。",
                $"You have {OpenApplications} applications under review; wait for their outcome.")));
        }
    }

    private static void File(ShopTransaction transaction, string id, string member, Merchant merchant)
    {
        transaction.Execute($"""
            INSERT INTO merchants (id, name, licence, licence_hash, contact, state, commission, funding, class,
                developer, applied_at)
            VALUES ({id}, {merchant.Name}, {merchant.Licence}, {merchant.LicenceHash}, {merchant.Contact},
                {merchant.State.Code()}, {merchant.Commission}, {merchant.Funding.Code()}, {merchant.Class},
                {merchant.Developer}, {merchant.AppliedAt})
            """);
        transaction.Execute($"""
            INSERT INTO merchant_people (merchant, member, role, added_at)
            VALUES ({id}, {member}, {MerchantRole.Owner.Code()}, {merchant.AppliedAt})
            """);
        Audit.Note(transaction, merchant.AppliedAt, member, "merchant.applied", id);
    }

    private IReadOnlyList<CommissionClass> Classes(ShopReader reader)
    {
        var stored = reader.All(
            $"SELECT code, zh, en, commission FROM commission_classes ORDER BY commission DESC, code",
            row => new CommissionClass(row.Text(0), new(row.Text(1), row.Text(2)), row.Rate(3)));
        return stored.Count > 0 ? stored
            : [new("standard", new("一般", "general"), gate.Plan.Split.Commission),
                new("no-points", new("不产生积分", "without points"), Rate.Zero)];
    }

    private Bilingual? Decide(
        string id, string staff, string? note, string act, Func<ShopTransaction, Merchant, Bilingual?> decide) =>
        database.Write(transaction =>
        {
            var problems = new List<Problem>();
            var text = Wording.Line("note", new("说明", "the note"), note, NoteLimit, problems, needed: false);
            var refused = problems.Count > 0 ? problems[0].Text
                : Find(transaction, id) is not { } merchant
                    ? new Bilingual("没有这个商户。", "There is no such merchant.")
                : decide(transaction, merchant);
            if (refused is null)
            {
                var now = clock.Now();
                transaction.Execute($"""
                    UPDATE merchants SET note = {text}, decided_at = {now}, decided_by = {staff} WHERE id = {id}
                    """);
                Audit.Note(transaction, now, staff, act, id, text);
            }

            return refused;
        });

    private static Bilingual? Move(ShopTransaction transaction, string id, MerchantState state)
    {
        transaction.Execute($"UPDATE merchants SET state = {state.Code()} WHERE id = {id}");
        return null;
    }

    private Bilingual? Register(ShopTransaction transaction, Merchant merchant, CommissionClass found)
    {
        if (TooLow(found.Commission) is { } tooLow)
        {
            return tooLow;
        }

        transaction.Execute($"""
            UPDATE merchants SET state = {merchant.State.Code()}, commission = {found.Commission},
                class = {found.Code}, revision = revision + 1 WHERE id = {merchant.Id}
            """);
        var revision = transaction.Number($"SELECT revision FROM merchants WHERE id = {merchant.Id}");
        PoolGate.Enqueue(transaction, new PoolCommand.RegisterMerchant(
            $"merchant.register.{merchant.Id}.{revision}", clock.Now(), merchant.Id, found.Commission)
        {
            Developer = merchant.Developer,
        });

        // Clearance goods that no longer earn points are sold on under an entry of their own (MintLimit).
        var plain = MintLimit.PoolMerchant(merchant.Id, withPoints: false);
        PoolGate.Enqueue(transaction, new PoolCommand.RegisterMerchant(
            $"merchant.register.{plain}", merchant.AppliedAt, plain, Rate.Zero));
        return null;
    }

    private static Merchant Read(Row row) => new(
        row.Text(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), Codes.State(row.Text(5)),
        row.Rate(6), Codes.Funding(row.Text(7)) ?? FundingMode.MerchantDirect, row.Text(8), row.TextOrNull(9),
        row.TextOrNull(10), row.At(11), row.AtOrNull(12));
}

/// <summary>What an applicant typed, not yet read.</summary>
/// <param name="LicenceHash">The uploaded document's hash (<see cref="LicenceFiles"/>); null when none came.</param>
/// <param name="Developer">The referral code of whoever brought the merchant in.</param>
public sealed record MerchantApplication(
    string? Name, string? Licence, string? LicenceHash, string? Contact, string? Class, string? Funding,
    string? Developer);
