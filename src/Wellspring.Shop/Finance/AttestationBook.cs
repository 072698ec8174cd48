using System.Globalization;
using System.Text.Json.Serialization;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Proof;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;
using Wellspring.Storage;

namespace Wellspring.Shop.Finance;

/// <summary>
/// What the bank says the pool's money is 银行对账, written down by two people, beside what the book says it was at that
/// moment.
/// </summary>
/// <param name="attestors">Keys of outsiders 签名人 (bank, custodian, auditor) whose signature counts.</param>
public sealed class AttestationBook(
    ShopDatabase database, PoolGate gate, ViewStore views, PoolClock clock, AttestorKeys attestors) : ISecondActs
{
    /// <summary>How far book and bank may be apart: what a bank rounds.</summary>
    public static Money Tolerance { get; } = Money.FromYuan(1);

    public IReadOnlyList<string> Kinds { get; } = [ActRules.Attestation, ActRules.ExplainBook];

    /// <summary>A bank's balance as an act of two people; what to mend otherwise.</summary>
    /// <param name="asOf">Local time, such as <c>2026-11-22 18:00</c>.</param>
    /// <param name="signed">The signed note of an attestor on just these facts; empty where there is none.</param>
    public (TwoPersonAct? Act, Bilingual? Mistake) Draft(
        string account, string balance, string asOf, string documentHash, string signed = "")
    {
        var tail = new string([.. account.Where(char.IsAsciiLetterOrDigit)]);
        if (tail.Length < 4)
        {
            return (null, new("请填写账号(只保存后四位)。", "Enter the account; only its last four signs are kept."));
        }

        if (!Decimals.TryRead(balance.Trim().Replace(",", "", StringComparison.Ordinal), 2, out var fen))
        {
            return (null, new("请填写余额,例如 12345.67。", "Enter the balance, such as 12345.67."));
        }

        if (!DateTime.TryParseExact(asOf.Trim(), "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture,
                DateTimeStyles.None, out var local))
        {
            return (null, new("请填写余额时点,例如 2026-11-22 18:00。", "Enter the moment of the balance, such as "
                + "2026-11-22 18:00."));
        }

        var at = new Instant(Instant.From(new DateTimeOffset(local, TimeSpan.Zero)).Milliseconds
            - gate.Plan.Settings.TimeZone.Milliseconds);
        return at > clock.Now() ? (null, new("余额时点不能在将来。", "The moment of the balance cannot lie ahead."))
            : !ActJson.IsHash(documentHash)
                ? (null, new("请填写银行回单的 SHA-256(64 位小写十六进制)。",
                    "Enter the SHA-256 of the bank's paper: 64 lower-case hexadecimal digits."))
            : Draft(new("****" + tail[^4..], fen * Money.UnitsPerFen, at.Milliseconds, documentHash), signed.Trim());
    }

    private (TwoPersonAct? Act, Bilingual? Mistake) Draft(AttestationDraft facts, string signed)
    {
        if (signed.Length == 0)
        {
            return (ActJson.Act(ActRules.Attestation, facts.Account, facts), null);
        }

        try
        {
            var note = SignedNote.Parse(signed.ReplaceLineEndings("\n") + "\n");
            return facts.Said.SignerOf(note, attestors.Keys) is { } key
                ? (ActJson.Act(ActRules.Attestation, facts.Account, facts with
                {
                    Signer = key.ToString(), Note = note.ToString(),
                }), null)
                : (null, new(
                    $"签名不属于 server.json 中 attestors 的密钥，或签的不是这段文字：\n{facts.Said.Text}",
                    "No key of attestors in server.json signed it, or not just this text:\n" + facts.Said.Text));
        }
        catch (FormatException broken)
        {
            return (null, new(
                $"签名文本无法读取：须为原文、空行和签名行（{broken.Message}）。", $"The signed text is unreadable: {broken.Message}."));
        }
    }

    /// <summary>
    /// Explains a difference, as an act of two people; cash-out goes on while the explanation stands.
    /// </summary>
    public static (TwoPersonAct? Act, Bilingual? Mistake) Explain(string day, string note) =>
        note.Trim().Length < 10
            ? (null, new("请说明差额原因(至少10个字)。", "Explain the difference, at least 10 characters."))
            : (ActJson.Act(ActRules.ExplainBook, day, note.Trim()), null);

    /// <summary>Pool and reserve as the journal had them at a moment.</summary>
    public Money BookAt(Instant at) => views.BookAt(at);

    /// <summary>
    /// The sum of the latest balances of all accounts, and the earliest of their moments; null while there is none.
    /// </summary>
    public Attested? Latest() => database.Read(Latest);

    /// <summary>The newest attestations first.</summary>
    public IReadOnlyList<AttestationEntry> Newest(int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, account, balance, as_of, document_hash, entered_by, approved_by, at, digest, signer
        FROM attestations ORDER BY at DESC, id LIMIT {most}
        """,
        row => new AttestationEntry(
            row.Text(0), row.Text(1), row.Money(2), row.At(3), row.Text(4), row.Text(5), row.Text(6), row.At(7),
            row.Text(8), row.TextOrNull(9))));

    /// <summary>What members and finance are told: book and bank side by side, how old it is, who signed it.</summary>
    public BankStanding Standing() => database.Read(reader =>
    {
        var attested = Latest(reader);
        var signers = LatestOf(reader).Select(one => one.Signer).Distinct().ToList();
        var isSigned = signers.Count > 0 && !signers.Contains(null);
        return new BankStanding(
            attested, BookAt(attested?.AsOf ?? clock.Now()),
            attested is null ? 0 : (int)((clock.Now().Milliseconds - attested.AsOf.Milliseconds)
                / Instant.MillisecondsPerDay),
            isSigned ? string.Join(", ", signers.Select(one => NoteVerifier.Parse(one!).Name).Order()) : null,
            Review(reader));
    });

    /// <summary>What the guard says today: nothing where book and bank agree or the difference is explained.</summary>
    public IReadOnlyList<Finding> Review() => database.Read(Review);

    internal IReadOnlyList<Finding> Review(ShopReader reader)
    {
        var attested = Latest(reader);
        var isExplained = reader.Number($"""
            SELECT 1 FROM book_days WHERE explained_at IS NOT NULL AND as_of = {attested?.AsOf}
            """) is not null;
        var book = attested is { } known ? BookAt(known.AsOf) : BookAt(clock.Now());
        return AttestationGuard.Review(new()
        {
            PoolBook = book, Attested = isExplained ? book : attested?.Sum ?? Money.Zero, AttestedAt = attested?.AsOf,
            Now = clock.Now(), Tolerance = Tolerance, TimeZone = gate.Plan.Settings.TimeZone,
        });
    }

    /// <summary>Notes once a day whether book and bank agree.</summary>
    public void Compare(string day) => database.Write(transaction =>
    {
        var attested = Latest(transaction);
        var book = BookAt(attested?.AsOf ?? clock.Now());
        transaction.Execute($"""
            INSERT INTO book_days (day, as_of, book, attested, agrees, at)
            VALUES ({day}, {attested?.AsOf}, {book}, {attested?.Sum ?? Money.Zero},
                {Review(transaction).Count == 0}, {clock.WallNow()})
            ON CONFLICT (day) DO NOTHING
            """);
    });

    /// <summary>The days that were compared, the newest first.</summary>
    public IReadOnlyList<BookDay> Days(int most) => database.Read(reader => reader.All(
        $"""
        SELECT day, as_of, book, attested, agrees, explained_by, approver, note FROM book_days
        ORDER BY day DESC LIMIT {most}
        """,
        row => new BookDay(
            row.Text(0), row.AtOrNull(1), row.Money(2), row.Money(3), row.Flag(4), row.TextOrNull(5), row.TextOrNull(6),
            row.TextOrNull(7))));

    public (IReadOnlyList<Bilingual> Lines, Bilingual? Refusal) Effect(ShopReader reader, TwoPersonAct act)
    {
        if (act.Kind == ActRules.ExplainBook)
        {
            var note = ActJson.Of<string>(act.Commands);
            return reader.Number($"SELECT 1 FROM book_days WHERE day = {act.Subject} AND agrees = 0") is null
                ? ([], new("这一天没有待说明的差额。", "That day has no difference to explain."))
                : ([new($"{act.Subject} 的差额记为已说明:{note};提现恢复。",
                    $"The difference of {act.Subject} counts as explained: {note}; cash-out goes on.")], null);
        }

        var draft = ActJson.Of<AttestationDraft>(act.Commands);
        var (at, bank) = (new Instant(draft.AsOf), Money.FromUnits(draft.Balance));
        return ([new($"账户 {draft.Account} 在 {at} 的余额 {bank} 元;当时账面池子与准备金 {BookAt(at)} 元。",
            $"Account {draft.Account} held {bank} yuan at {at}; the book had {BookAt(at)} in pool and reserve.")],
            null);
    }

    public void Apply(ShopTransaction transaction, Approval approval, string by, Instant now)
    {
        if (approval.Kind == ActRules.ExplainBook)
        {
            transaction.Execute($"""
                UPDATE book_days SET explained_by = {approval.AskedBy}, approver = {by}, explained_at = {now},
                    note = {ActJson.Of<string>(approval.Commands)}
                WHERE day = {approval.Subject}
                """);
            return;
        }

        var draft = ActJson.Of<AttestationDraft>(approval.Commands);
        var id = Ids.New("bk");
        transaction.Execute($"""
            INSERT INTO attestations (id, account, balance, as_of, document_hash, entered_by, approved_by, at, digest,
                signer, note)
            VALUES ({id}, {draft.Account}, {draft.Balance}, {draft.AsOf}, {draft.DocumentHash},
                {approval.AskedBy}, {by}, {now}, {draft.Said.Hash}, {draft.Signer}, {draft.Note})
            """);

        // Said in public for ever, in the transaction that enters it: nobody enters one balance and shows another.
        PoolGate.Enqueue(transaction, new PoolCommand.PublishStatement(
            "attestation:" + id, clock.Now(), StatementTopic.Attestation, draft.Said.Statement(
                draft.Note is null ? null : SignedNote.Parse(draft.Note),
                draft.Signer is null ? null : NoteVerifier.Parse(draft.Signer))));
        Audit.Note(transaction, now, by, "attestation.entered", draft.Account);
    }

    private static Attested? Latest(ShopReader reader)
    {
        var last = LatestOf(reader);
        return last.Count == 0 ? null : new(
            last.Aggregate(Money.Zero, (sum, one) => sum + one.Balance),
            last.Select(one => one.AsOf).Min());
    }

    private static IReadOnlyList<(Money Balance, Instant AsOf, string? Signer)> LatestOf(ShopReader reader) =>
        reader.All(
            $"""
            SELECT balance, as_of, signer FROM attestations a WHERE NOT EXISTS (SELECT 1 FROM attestations later
                WHERE later.account = a.account AND (later.as_of, later.at, later.id) > (a.as_of, a.at, a.id))
            """,
            row => (row.Money(0), row.At(1), row.TextOrNull(2)));

    private sealed record AttestationDraft(string Account, long Balance, long AsOf, string DocumentHash)
    {
        public string? Signer { get; init; }

        public string? Note { get; init; }

        [JsonIgnore]
        public BankAttestation Said => new(
            Account, Decimals.Write(Balance / Money.UnitsPerFen, 2), new Instant(AsOf).ToString(), DocumentHash);
    }
}

/// <summary>The public keys of outsiders whose word on the bank's balance counts: <c>attestors</c>.</summary>
public sealed record AttestorKeys(IReadOnlyList<NoteVerifier> Keys);

/// <summary>Book and bank side by side.</summary>
/// <param name="Attested">What the bank says; null while nobody entered it.</param>
/// <param name="Book">Pool and reserve at the moment of the bank's word, or now.</param>
/// <param name="AgeDays">Whole days since then.</param>
/// <param name="Signer">
/// The outsiders who signed it; null where the operator's two people alone stand for any account.
/// </param>
/// <param name="Findings">Why cash-out waits; empty where it does not.</param>
public sealed record BankStanding(
    Attested? Attested, Money Book, int AgeDays, string? Signer, IReadOnlyList<Finding> Findings)
{
    public bool IsHeld => Findings.Count > 0;
}

/// <summary>What banks say of all accounts together.</summary>
/// <param name="AsOf">The oldest of the moments.</param>
public sealed record Attested(Money Sum, Instant AsOf);

/// <summary>One bank balance with the two people who entered it.</summary>
/// <param name="Digest">SHA-256 of the text that can be signed.</param>
/// <param name="Signer">The outside key that signed it; null where none did.</param>
public sealed record AttestationEntry(
    string Id, string Account, Money Balance, Instant AsOf, string DocumentHash, string EnteredBy, string ApprovedBy,
    Instant At, string Digest, string? Signer);

/// <summary>One day's comparison of book and bank.</summary>
public sealed record BookDay(
    string Day, Instant? AsOf, Money Book, Money Attested, bool Agrees, string? ExplainedBy, string? Approver,
    string? Note);
