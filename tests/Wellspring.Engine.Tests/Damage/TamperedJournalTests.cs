using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Damage;

/// <summary>Each way to change a journal has a name, and whoever finds it writes nothing.</summary>
public sealed class TamperedJournalTests : IAsyncLifetime
{
    private readonly PoolFolder _folder = new();

    private Forge Forge => new(_folder);

    // Batches begin at 0, 6, 11 and 16; the journal ends at 21.
    public async ValueTask InitializeAsync()
    {
        await using var session = _folder.Open();
        foreach (var batch in Say.SettleMany(1, 20).Chunk(5))
        {
            await session.SubmitAsync(batch);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void An_untouched_journal_is_intact()
    {
        var before = _folder.JournalBytes();

        var found = new Verifier(_folder.Pool).Run();

        Assert.Empty(found.Damages);
        Assert.Equal((4L, 21L), (found.Batches, found.Records));
        Assert.Equal(Convert.ToHexStringLower(_folder.End().Hash.Span), found.Hash);
        Assert.Equal(_folder.HashFromZero(), found.StateHash);
        Assert.Equal(before, _folder.JournalBytes());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(12_000)]
    public void A_truncated_file_is_found(int length)
    {
        using (var stream = new FileStream(_folder["journal.db"], FileMode.Open))
        {
            stream.SetLength(length);
        }

        AssertDamaged();
    }

    [Fact]
    public void An_emptied_file_is_found()
    {
        File.WriteAllBytes(_folder["journal.db"], []);

        AssertDamaged();
    }

    [Fact]
    public void A_journal_that_was_taken_away_is_not_begun_anew()
    {
        File.Delete(_folder["journal.db"]);

        AssertDamaged("batch 0");
        Assert.False(File.Exists(_folder["journal.db"]));
    }

    [Fact]
    public void A_missing_head_is_found()
    {
        File.Delete(_folder["journal.db.head"]);

        AssertDamaged("batch 0", "head-missing");
    }

    [Fact]
    public void A_head_that_cannot_be_read_is_found()
    {
        File.WriteAllBytes(_folder["journal.db.head"], new byte[96]);

        AssertDamaged("batch 0", "head-unreadable");
    }

    [Fact]
    public async Task The_head_of_another_journal_is_found()
    {
        using var other = new PoolFolder();
        await using (var session = other.Open())
        {
            foreach (var batch in Say.SettleMany(100, 20).Chunk(5))
            {
                await session.SubmitAsync(batch);
            }
        }

        File.Copy(other["journal.db.head"], _folder["journal.db.head"], overwrite: true);

        AssertDamaged("batch 16", "head-differs");
    }

    [Fact]
    public async Task A_head_that_stands_ahead_of_the_journal_is_found()
    {
        using var later = _folder.Copy();
        await later.RunAsync(Say.Settle(21));
        File.Copy(later["journal.db.head"], _folder["journal.db.head"], overwrite: true);

        AssertDamaged("batch 21", "lost-end");
    }

    [Fact]
    public void A_head_one_batch_behind_is_what_a_kill_between_the_two_leaves()
    {
        Head.Write(_folder, 16, new Forge(_folder).HashOf(11));

        Assert.Empty(new Verifier(_folder.Pool).Run().Damages);
    }

    [Theory]
    [InlineData(0, "batch 0", "gap")]
    [InlineData(6, "batch 6", "gap")]
    [InlineData(16, "batch 16", "lost-end")]
    public void A_removed_batch_is_found(int first, string where, string reason)
    {
        Forge.Run("DELETE FROM batches WHERE first = $first", ("$first", first));

        AssertDamaged(where, reason);
    }

    [Fact]
    public void Swapped_batches_are_found()
    {
        Forge.Run("""
            UPDATE batches SET
                payload = (SELECT payload FROM batches b WHERE b.first = 17 - batches.first),
                hash = (SELECT hash FROM batches b WHERE b.first = 17 - batches.first)
            WHERE first IN (6, 11)
            """);

        AssertDamaged("batch 6", "broken-chain");
    }

    [Fact]
    public void A_changed_payload_is_found()
    {
        Forge.Run("UPDATE batches SET payload = CAST(substr(payload, 1, 99) || x'FF' || substr(payload, 101) AS BLOB) "
            + "WHERE first = 6");

        AssertDamaged("batch 6", "hash-mismatch");
    }

    [Fact]
    public void A_changed_hash_is_found()
    {
        Forge.Run("UPDATE batches SET hash = zeroblob(32) WHERE first = 11");

        AssertDamaged("batch 11", "hash-mismatch");
    }

    [Theory]
    [InlineData("UPDATE batches SET count = 4 WHERE first = 6")]
    [InlineData("UPDATE batches SET count = 6 WHERE first = 6")]
    [InlineData("UPDATE batches SET count = 99999999999 WHERE first = 6")]
    [InlineData("UPDATE batches SET count = -1 WHERE first = 6")]
    public void A_changed_count_is_found(string sql)
    {
        Forge.Run(sql);

        AssertDamaged("batch 6");
    }

    [Fact]
    public void A_batch_that_was_hashed_again_breaks_the_chain_at_the_next()
    {
        Forge.Rehash(first: 6, offset: 120);

        AssertDamaged("batch 11", "broken-chain");
    }

    [Fact]
    public void A_last_batch_that_was_hashed_again_differs_from_the_head()
    {
        Forge.Rehash(first: 16, offset: 120);

        AssertDamaged("batch 16", "head-differs");
    }

    [Fact]
    public void An_older_and_shorter_journal_is_found()
    {
        Forge.Run("DELETE FROM batches WHERE first >= 11");

        AssertDamaged("batch 11", "lost-end");
    }

    [Theory]
    [InlineData("pool")]
    [InlineData("circulating")]
    [InlineData("scale")]
    public void Figures_that_were_changed_with_all_hashes_do_not_add_up(string figure)
    {
        Forge.Rewrite(record => record.Position != 8 ? record : figure switch
        {
            "pool" => record with { Pool = record.Pool + Money.FromUnits(1) },
            "circulating" => record with { Circulating = record.Circulating + Points.FromUnits(1) },
            _ => record with { Scale = record.Scale + 1 },
        });

        AssertDamaged("batch 6", "record 8: total-mismatch");
    }

    [Fact]
    public void An_event_that_was_changed_with_all_hashes_does_not_add_up()
    {
        Forge.Rewrite(record => record.Position == 13 && record.Event is PoolEvent.OrderSettled settled
            ? record with
            {
                Event = settled with
                {
                    Settlement = settled.Settlement with { Points = settled.Settlement.Points + Points.FromUnits(1) },
                },
            }
            : record);

        AssertDamaged("batch 11");
    }

    [Fact]
    public async Task Three_people_paid_up_the_tree_are_found_in_a_journal_whose_sums_and_hashes_are_right()
    {
        using var folder = new PoolFolder();
        var plan = PlanReview.Resume(PlanFile.Write(TestPlans.WorkedExample with
        {
            Profile = PlanProfile.Cn,
            Pool = new() { Float = Money.FromYuan(100) },
            Cap = new() { Multiple = null },
            Selling = new() { Enabled = false },
            Orders = new(),
            Rewards = new() { Direct = Rate.FromParts(3_000) },
        }))!;
        await using (var session = folder.Open(plan: plan))
        {
            await session.SubmitAsync(
            [
                new PoolCommand.BindReferrer("b-1", Say.Start, "m1", "m2"),
                new PoolCommand.BindReferrer("b-2", Say.Start, "m3", "m4"),
                new PoolCommand.PlaceOrder("p-1", Say.Start, "o-1", "m1", "own", Money.FromYuan(1_000),
                    new(FundingMode.OwnGoods, "bill-1"), []),
                new PoolCommand.DeliverOrder("d-1", Say.Start, "o-1"),
                Say.Advance("a-1", 30),
            ]);
        }

        Assert.Empty(new Verifier(folder.Pool).Run().Damages);

        new Forge(folder).Rewrite(record => record.Event is PoolEvent.DueProcessed { Items: [DueItem.OrderFinal final] }
            ? record with
            {
                Event = (PoolEvent.DueProcessed)record.Event with
                {
                    Items = [final with { Settlement = Shared(final.Settlement) }],
                },
            }
            : record);

        var found = Assert.Single(new Verifier(folder.Pool).Run().Damages, one => one.Where != "views");
        Assert.StartsWith("CN-MLM-07", found.Reason, StringComparison.Ordinal);

        static Settlement Shared(Settlement order)
        {
            var whole = Assert.Single(order.Rewards);
            var part = Money.FromYuan(1);
            return order with
            {
                Rewards =
                [
                    whole with { Amount = whole.Amount - part - part },
                    whole with { Kind = RewardKind.Indirect, Payee = new(3), Amount = part },
                    whole with { Kind = RewardKind.Level, Payee = new(4), Amount = part },
                ],
            };
        }
    }

    [Theory]
    [InlineData("UPDATE names SET name = 'm77' WHERE number = 7")]
    [InlineData("UPDATE names SET number = 77 WHERE number = 7")]
    [InlineData("UPDATE names SET \"check\" = zeroblob(8) WHERE number = 7")]
    [InlineData("UPDATE meta SET value = zeroblob(32) WHERE key = 'name-key'")]
    [InlineData("DELETE FROM meta WHERE key = 'name-key'")]
    public void A_changed_name_or_its_key_is_found(string sql)
    {
        Forge.Run(sql);

        AssertDamaged();
    }

    [Fact]
    public async Task A_name_may_be_erased_and_leaves_the_rest_intact()
    {
        Forge.Run("DELETE FROM names WHERE number = 7");

        Assert.Empty(new Verifier(_folder.Pool).Run().Damages);
        var pool = _folder.Pool.Load();
        Assert.Equal("#7", pool.Names.NameOf(new(7)));
        Assert.Equal(8, pool.Names.Find("m8").Value);
        Assert.Equal(MemberNumber.None, pool.Names.Find("m7"));
        Assert.Equal(AnswerKind.Done, (await _folder.RunAsync(Say.Settle(30, member: "m7")))[0].Kind);
        Assert.Equal(21, _folder.Pool.Load().Names.Find("m7").Value);
    }

    [Theory]
    [InlineData("PRAGMA user_version = 2", "unknown-version")]
    [InlineData("PRAGMA user_version = 0", "not-a-journal")]
    public void A_version_that_is_not_ours_is_refused(string sql, string reason)
    {
        Forge.Run("UPDATE names SET name = name WHERE number = 1; " + sql);

        AssertDamaged("batch 0", reason);
    }

    [Fact]
    public void A_table_that_is_gone_is_found()
    {
        Forge.Run("UPDATE names SET name = name WHERE number = 1; DROP TABLE meta");

        AssertDamaged();
    }

    private void AssertDamaged(string? where = null, string? reason = null)
    {
        var before = _folder.JournalBytes();
        var found = new Verifier(_folder.Pool).Run().Damages;

        Assert.NotEmpty(found);
        Assert.True(where is null || where == found[^1].Where, $"{found[^1]}, expected {where}");
        Assert.True(reason is null || reason == found[^1].Reason, $"{found[^1]}, expected {reason}");
        Assert.Equal(before, _folder.JournalBytes());
        Assert.Throws<JournalDamagedException>(() => _folder.Open());

        // And again: a refused opening holds on to nothing.
        Assert.Throws<JournalDamagedException>(() => _folder.Open());
        Assert.Equal(before, _folder.JournalBytes());
    }
}
