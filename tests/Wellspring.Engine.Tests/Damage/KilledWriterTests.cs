using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Damage;

/// <summary>A kill leaves a write-ahead log; no byte of it that changes may cost a batch in silence.</summary>
public sealed class KilledWriterTests : IAsyncLifetime
{
    private readonly PoolFolder _running = new();
    private PoolFolder _killed = null!;

    // A first session is closed and checkpointed; the second is killed with twelve batches in its log.
    public async ValueTask InitializeAsync()
    {
        await _running.RunAsync(Say.SettleMany(1, 300));
        await using var session = _running.Open();
        foreach (var batch in Say.SettleMany(301, 60).Chunk(5))
        {
            await session.SubmitAsync(batch);
        }

        _killed = _running.Copy();
    }

    public ValueTask DisposeAsync()
    {
        _running.Dispose();
        _killed.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_is_intact_and_verification_does_not_so_much_as_checkpoint()
    {
        var before = _killed.JournalBytes();
        Assert.True(new FileInfo(_killed["journal.db-wal"]).Length > 10_000);

        Assert.Empty(new Verifier(_killed.Pool).Run().Damages);

        Assert.Equal(before, _killed.JournalBytes());
        var again = await _killed.RunAsync(Say.SettleMany(1, 360));
        Assert.All(again, answer => Assert.Equal(AnswerKind.Repeated, answer.Kind));
        Assert.Equal(_running.StateHash(), _killed.StateHash());
    }

    [Fact]
    public void A_flipped_bit_in_the_log_is_found_wherever_it_costs_a_row_and_nothing_is_written()
    {
        var rows = Forge.Rows(_running);
        var wal = File.ReadAllBytes(_killed["journal.db-wal"]);
        var lost = 0;
        for (var offset = 0; offset < wal.Length; offset += 1_009)
        {
            _killed.Flip("journal.db-wal", offset, offset % 8);
            var before = _killed.JournalBytes();
            var found = new Verifier(_killed.Pool).Run().Damages;
            if (found.Count == 0)
            {
                Assert.True(rows == Forge.Rows(_killed), $"byte {offset} of the log cost a row, unseen");
            }
            else
            {
                lost += found.Any(damage => damage.Reason == "lost-end") ? 1 : 0;
                Assert.Throws<JournalDamagedException>(() => _killed.Open());
            }

            Assert.Equal(before, _killed.JournalBytes());
            File.WriteAllBytes(_killed["journal.db-wal"], wal);
        }

        Assert.True(lost > wal.Length / 1_009 / 2, $"only {lost} flips were named a lost end");
        Assert.Empty(new Verifier(_killed.Pool).Run().Damages);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRAGMA journal_mode=WAL")]
    [InlineData("PRAGMA journal_mode=WAL; CREATE TABLE other (a)")]
    public async Task A_kill_before_the_first_record_leaves_a_directory_that_can_be_used(string sql)
    {
        using var early = new PoolFolder();
        Head.Write(early, 0, JournalBatch.NoHash);
        Assert.False(early.Pool.Exists);
        File.WriteAllBytes(early["journal.db"], []);
        if (sql.Length > 0)
        {
            new Forge(early).Run(sql);
        }

        Assert.False(early.Pool.Exists);
        Assert.Equal(AnswerKind.Done, (await early.RunAsync(Say.Settle(1)))[0].Kind);
        Assert.True(early.Pool.Exists);
        Assert.Empty(new Verifier(early.Pool).Run().Damages);
    }

    [Fact]
    public async Task A_kill_between_tables_and_first_record_leaves_a_directory_that_can_be_used()
    {
        using var early = new PoolFolder();
        SqliteJournal.OpenToWrite(early["journal.db"]).Dispose();
        Assert.False(early.Pool.Exists);

        Assert.Equal(AnswerKind.Done, (await early.RunAsync(Say.Settle(1)))[0].Kind);

        // And one between the first record and its head.
        Head.Write(early, 0, JournalBatch.NoHash);
        Assert.True(early.Pool.Exists);
        Assert.Equal(AnswerKind.Repeated, (await early.RunAsync(Say.Settle(1)))[0].Kind);
    }

    [Fact]
    public void A_log_that_is_gone_is_a_lost_end_and_named_with_its_batch()
    {
        File.Delete(_killed["journal.db-wal"]);

        AssertRefused("batch 301", "lost-end");
    }

    [Theory]
    [InlineData(32)]
    [InlineData(5_000)]
    public void A_log_that_is_cut_is_a_lost_end(int length)
    {
        using (var stream = new FileStream(_killed["journal.db-wal"], FileMode.Open))
        {
            stream.SetLength(length);
        }

        AssertRefused("batch 301", "lost-end");
    }

    [Fact]
    public void A_flipped_bit_in_the_database_is_not_made_lasting_by_a_checkpoint_of_the_log()
    {
        using (var look = _killed.Pool.OpenToRead())
        {
            var payload = look.Find(200)!.Payload.ToArray();
            var place = File.ReadAllBytes(_killed["journal.db"]).AsSpan().IndexOf(payload.AsSpan(5_000, 40));
            Assert.True(place > 0);
            _killed.Flip("journal.db", place);
        }

        AssertRefused("batch 0", "hash-mismatch");
    }

    private void AssertRefused(string where, string reason)
    {
        var before = _killed.JournalBytes();

        var found = new Verifier(_killed.Pool).Run().Damages;

        Assert.Contains(new(where, reason), found);
        Assert.Equal(before, _killed.JournalBytes());
        Assert.Throws<JournalDamagedException>(() => _killed.Open());
        Assert.Equal(before, _killed.JournalBytes());
    }
}
