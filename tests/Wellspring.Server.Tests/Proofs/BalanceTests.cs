using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Proof;
using Wellspring.Server.Tests.Finance;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Proofs;

namespace Wellspring.Server.Tests.Proofs;

/// <summary>What the platform says once a day of all balances is what its books say, or it says nothing.</summary>
public sealed class BalanceTests
{
    [Fact]
    public async Task Every_member_is_counted_in_the_root_that_the_journal_holds()
    {
        await using var cashier = await TownAsync();
        var book = cashier.Get<BalanceBook>();

        var day = (await book.RunAsync(default))!;

        Assert.Equal(("2026-12-16", BalanceBook.Published, 2L), (day.Day, day.State, day.Members));
        Assert.Equal(day.Books, day.Total);
        var published = (PoolEvent.StatementPublished)RecordAt(cashier, day.Index!.Value).Event;
        Assert.Equal((StatementTopic.Balances, day.Statement), (published.Topic, published.Statement));
        var said = BalanceStatement.Parse(published.Statement);
        Assert.Equal((day.Position, true), (said.Position, said.AddsUp));
        var before = RecordAt(cashier, said.Position - 1);
        Assert.Equal((before.Pool.Units, before.Circulating.Units), (said.Pool, said.Circulating));
        var sum = default(Balances);
        foreach (var member in new[] { 1, 2 })
        {
            var proof = book.Prove(day.Day, new(member))!;
            var leaf = BalanceTree.Leaf(BalanceTree.Pseudonym(proof.Salt.AsSpan(), member), proof.Balances);
            Assert.True(BalanceTree.Includes(leaf, proof.Place, proof.Path, new(said.Root, said.Total)));
            sum = Balances.Sum(sum, proof.Balances)!.Value;
        }

        Assert.Equal(day.Total, sum);
        Assert.Null(book.Prove(day.Day, new(3)));
        Assert.Null(book.Prove(day.Day, MemberNumber.None));
    }

    [Fact]
    public async Task Money_under_way_to_a_member_is_still_owed()
    {
        await using var cashier = await TownAsync();
        var book = cashier.Get<BalanceBook>();
        var wallet = (await book.RunAsync(default))!.Total.Wallet;
        var asked = await cashier.Get<PoolGate>().SubmitAsync(new PoolCommand.RequestWithdrawal(
            "w-1", cashier.Get<PoolClock>().Now(), "w-1", "m-anna", Money.FromYuan(100)), default);
        Assert.Equal(Refusal.None, asked.Reason);

        await cashier.Server.PassAsync(TimeSpan.FromDays(1));
        var during = (await book.RunAsync(default))!;
        await SubmitAsync(cashier, new PoolCommand.ApproveWithdrawal(
            "w-2", cashier.Get<PoolClock>().Now(), "w-1", "li"));
        await SubmitAsync(cashier, new PoolCommand.WithdrawalPaid(
            "w-3", cashier.Get<PoolClock>().Now(), "w-1", "V-1"));
        await cashier.Server.PassAsync(TimeSpan.FromDays(1));
        var after = (await book.RunAsync(default))!;

        Assert.Equal(
            (wallet, wallet - Money.FromYuan(100).Units, true, true),
            (during.Total.Wallet, after.Total.Wallet, during.IsPublished, after.IsPublished));
    }

    [Theory]
    [InlineData("points")]
    [InlineData("wallet")]
    [InlineData("coins")]
    public async Task A_tree_that_is_not_the_books_is_never_published(string wrong)
    {
        await using var cashier = await TownAsync();
        var book = cashier.Get<BalanceBook>();
        book.Distorts = one => one.Member.Value != 1 ? one : wrong switch
        {
            "points" => one with { Points = Points.FromUnits(one.Points.Units - 1) },
            "wallet" => one with { Wallet = Money.FromUnits(one.Wallet.Units - 1) },
            _ => one with { Coins = Money.FromUnits(1) },
        };

        var day = (await book.RunAsync(default))!;

        Assert.Equal((BalanceBook.Differs, (long?)null, false), (day.State, day.Index, day.CanProve));
        Assert.Null(book.Prove(day.Day, new(1)));
        Assert.Null(await FindAsync(cashier, BalanceBook.KeyOf(day.Day)));

        book.Distorts = null;
        Assert.True((await book.RunAsync(default))!.IsPublished);
        Assert.NotNull(await FindAsync(cashier, BalanceBook.KeyOf(day.Day)));
        Assert.NotNull(book.Prove(day.Day, new(1)));
    }

    [Fact]
    public async Task A_day_is_published_once_and_old_leaves_and_salts_are_forgotten()
    {
        await using var cashier = await TownAsync();
        var book = cashier.Get<BalanceBook>();
        for (var day = 0; day <= BalanceBook.DaysKept; day++)
        {
            Assert.NotNull(await book.RunAsync(default));
            Assert.Null(await book.RunAsync(default));
            await cashier.Server.PassAsync(TimeSpan.FromDays(1));
        }

        var days = book.Days(100);

        Assert.Equal(BalanceBook.DaysKept + 1, days.Count);
        Assert.All(days, day => Assert.True(day.IsPublished && day.Index is not null));
        Assert.Equal(
            [.. Enumerable.Repeat(true, BalanceBook.DaysKept), false], days.Select(day => day.CanProve));
        Assert.Null(book.Prove(days[^1].Day, new(1)));
        Assert.Equal(BalanceBook.DaysKept, cashier.Get<ShopDatabase>().Read(reader =>
            reader.Number($"SELECT count(*) FROM balance_parts")));
    }

    [Fact]
    public async Task A_day_whose_id_somebody_took_is_not_called_published_until_the_journal_holds_it()
    {
        await using var cashier = await TownAsync();
        var book = cashier.Get<BalanceBook>();
        await SubmitAsync(cashier, new PoolCommand.AdvanceClock(
            BalanceBook.KeyOf("2026-12-16"), cashier.Get<PoolClock>().Now()));

        var day = (await book.RunAsync(default))!;

        Assert.Equal(("2026-12-16", BalanceBook.Refused, (long?)null), (day.Day, day.State, day.Index));
        Assert.Null(book.Prove(day.Day, new(1)));
        using var anna = cashier.Server.VisitAs("m-anna");
        await anna.OpenAsync("/proof");
        Assert.Contains("2026-12-16", anna.Document.QuerySelector("#refused")!.TextContent, StringComparison.Ordinal);

        day = (await book.RunAsync(default))!;
        Assert.True(day.IsPublished);
        Assert.Equal(BalanceBook.KeyOf(day.Day, 2), RecordAt(cashier, day.Index!.Value).Id);
        Assert.NotNull(book.Prove(day.Day, new(1)));
        Assert.Null(await book.RunAsync(default));
    }

    [Fact]
    public async Task A_day_whose_answer_was_lost_is_settled_by_what_the_journal_holds()
    {
        await using var cashier = await TownAsync();
        var book = cashier.Get<BalanceBook>();
        var day = (await book.RunAsync(default))!;
        cashier.Get<ShopDatabase>().Write(transaction => transaction.Execute(
            $"UPDATE balance_days SET state = 'publishing' WHERE day = {day.Day}"));
        Assert.Null(book.Find(day.Day));

        Assert.Null(await book.RunAsync(default));

        Assert.Equal((true, day.Index), (book.Find(day.Day)!.IsPublished, book.Find(day.Day)!.Index));
    }

    [Fact]
    public async Task Every_outsider_is_named_where_each_account_is_signed_by_one_and_none_where_one_is_not()
    {
        await using var cashier = await TownAsync();
        Enter(cashier, "****1111", Auditor("custodian.example"));
        Enter(cashier, "****2222", Auditor("auditor.example"));
        Assert.Equal("auditor.example, custodian.example", cashier.Get<AttestationBook>().Standing().Signer);

        Enter(cashier, "****3333", null);
        Assert.Null(cashier.Get<AttestationBook>().Standing().Signer);
    }

    private static string Auditor(string name) =>
        new NoteSigner(name, NoteKeyKind.Log, new byte[32]).Verifier.ToString();

    private static void Enter(Cashier cashier, string account, string? signer) =>
        cashier.Get<ShopDatabase>().Write(transaction => transaction.Execute($"""
            INSERT INTO attestations (id, account, balance, as_of, document_hash, entered_by, approved_by, at, digest,
                signer, note)
            VALUES ({"bk-" + account}, {account}, {Money.FromYuan(1)}, {cashier.Get<PoolClock>().Now()},
                {Cashier.Paper}, 'a', 'b', {cashier.Get<PoolClock>().Now()}, {Cashier.Paper}, {signer}, {signer})
            """));

    [Fact]
    public async Task A_run_that_was_cut_off_begins_again()
    {
        await using var cashier = await TownAsync();
        var book = cashier.Get<BalanceBook>();
        var first = (await book.RunAsync(default))!;
        await cashier.Server.PassAsync(TimeSpan.FromDays(1));
        cashier.Get<ShopDatabase>().Write(transaction =>
        {
            transaction.Execute($"""
                INSERT INTO balance_days (day, state, position, at, members, scale, points, wallet, coins, book_points,
                    book_wallet, book_coins, statement, secret)
                SELECT '2026-12-17', 'making', position, at, members, scale, 1, 1, 1, 1, 1, 1, statement, secret
                FROM balance_days WHERE day = {first.Day}
                """);
            transaction.Execute($"""
                INSERT INTO balance_parts (day, part, first, hash, points, wallet, coins, leaves)
                SELECT '2026-12-17', 0, first, hash, 1, 1, 1, leaves FROM balance_parts WHERE day = {first.Day}
                """);
        });

        Assert.Equal([first.Day], book.Days(10).Select(day => day.Day));
        var second = (await book.RunAsync(default))!;

        Assert.Equal(("2026-12-17", true, first.Total), (second.Day, second.IsPublished, second.Total));
        Assert.NotNull(book.Prove(second.Day, new(1)));
    }

    [Fact]
    public async Task A_bank_balance_is_said_in_public_with_the_outsider_who_signed_it()
    {
        await using var cashier = await TownAsync();
        await cashier.AttestAsync();
        await cashier.Get<PoolFlow>().RunAsync(default);

        var entry = Assert.Single(cashier.Get<AttestationBook>().Newest(10));
        var record = await FindAsync(cashier, "attestation:" + entry.Id);
        var said = Assert.IsType<PoolEvent.StatementPublished>(record!.Event);
        Assert.Equal(StatementTopic.Attestation, said.Topic);
        var stranger = new NoteSigner("bank.example", NoteKeyKind.Log, new byte[32]).Verifier;
        var (facts, isSigned) = BankAttestation.Read(said.Statement, stranger);
        Assert.Equal((entry.Digest, entry.DocumentHash, false), (facts.Hash, facts.Document, isSigned));
        var standing = cashier.Get<AttestationBook>().Standing();
        Assert.Equal((0, (string?)null, false), (standing.AgeDays, standing.Signer, standing.IsHeld));
        await cashier.Server.PassAsync(TimeSpan.FromDays(8));
        standing = cashier.Get<AttestationBook>().Standing();
        Assert.Equal((8, true), (standing.AgeDays, standing.IsHeld));
        Assert.Equal("CN-RAI-09", Assert.Single(standing.Findings).Code);
    }

    /// <summary>Two members with points, one of them with money in the wallet.</summary>
    internal static async Task<Cashier> TownAsync(string? folder = null)
    {
        var cashier = await Cashier.OpenAsync(folder: folder);
        await cashier.BuyAsync("m-anna", "20000");
        await cashier.BuyAsync("m-bert", "300");
        await SubmitAsync(cashier, new PoolCommand.SellPoints(
            "sell-1", cashier.Get<PoolClock>().Now(), "m-anna",
            new(Points.FromUnits(1_000 * Points.UnitsPerPoint)), Money.Zero, null));
        await cashier.Server.PassAsync(TimeSpan.FromDays(8));
        return cashier;
    }

    private static async Task SubmitAsync(Cashier cashier, PoolCommand command)
    {
        var answer = await cashier.Get<PoolGate>().SubmitAsync(command, default);
        Assert.Equal(Refusal.None, answer.Reason);
    }

    private static Task<JournalRecord?> FindAsync(Cashier cashier, string command) =>
        cashier.Get<PoolGate>().ReadAsync(desk => desk.FindCommand(command), default);

    private static JournalRecord RecordAt(Cashier cashier, long position)
    {
        using var journal = cashier.Get<PoolGate>().Directory.OpenToRead();
        var batch = journal.Find(position)!;
        return RecordCodec.Read(JournalBatch.Find(batch.First, batch.Payload, position).Span, position);
    }
}
