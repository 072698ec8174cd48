using Npgsql;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Journals;

/// <summary>A pool moves between a file and a database and back, and nothing of it changes.</summary>
public sealed class JournalCopyTests(JournalDatabase database) : IDisposable
{
    private readonly PoolFolder _folder = new();

    [Fact]
    public async Task A_pool_moved_to_a_database_and_back_has_the_same_journal_state_and_names()
    {
        var file = new PoolDirectory(_folder["file"]);
        var stored = new PoolDirectory(_folder["stored"], database.Source, database.NewPool());
        var back = new PoolDirectory(_folder["back"]);
        Directory.CreateDirectory(file.Folder);
        Directory.CreateDirectory(back.Folder);
        await FillAsync(file, from: 1);

        JournalCopy.Run(file.Journal, stored.Journal);
        JournalCopy.Run(stored.Journal, back.Journal);

        Assert.Equal(Seen(file), Seen(stored));
        Assert.Equal(Seen(file), Seen(back));
    }

    [Fact]
    public async Task A_moved_pool_goes_on_where_it_was()
    {
        var file = new PoolDirectory(_folder["file"]);
        var stored = new PoolDirectory(_folder["stored"], database.Source, database.NewPool());
        await FillAsync(file, from: 1);
        JournalCopy.Run(file.Journal, stored.Journal);

        await FillAsync(file, from: 11);
        await FillAsync(stored, from: 11);

        Assert.Equal(Seen(file), Seen(stored));
    }

    [Fact]
    public async Task A_backup_of_a_pool_in_a_database_is_restored_into_a_file_and_the_other_way()
    {
        var stored = new PoolDirectory(_folder["stored"], database.Source, database.NewPool());
        await FillAsync(stored, from: 1);
        var file = new PoolDirectory(_folder["file"]);
        var again = new PoolDirectory(_folder["again"], database.Source, database.NewPool());

        Backup.Write(stored, _folder["backup"]);
        Backup.Restore(_folder["backup"], file);
        Backup.Restore(_folder["backup"], again);

        Assert.Equal(Seen(stored), Seen(file));
        Assert.Equal(Seen(stored), Seen(again));
        Assert.Empty(new Verifier(again).Run().Damages);
    }

    [Fact]
    public async Task No_journal_is_copied_over_another()
    {
        var file = new PoolDirectory(_folder["file"]);
        var stored = new PoolDirectory(_folder["stored"], database.Source, database.NewPool());
        await FillAsync(file, from: 1);
        await FillAsync(stored, from: 1);
        var before = Seen(stored);

        Assert.Throws<InvalidOperationException>(() => JournalCopy.Run(file.Journal, stored.Journal));

        Assert.Equal(before, Seen(stored));
    }

    [Fact]
    public async Task Damage_is_not_carried_on()
    {
        var pool = database.NewPool();
        var stored = new PoolDirectory(_folder["stored"], database.Source, pool);
        var file = new PoolDirectory(_folder["file"]);
        Directory.CreateDirectory(file.Folder);
        await FillAsync(stored, from: 1);
        await using var damage = database.Source.CreateCommand(
            "UPDATE batches SET payload = set_byte(payload, 60, 255 - get_byte(payload, 60)) WHERE pool = $1");
        damage.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pool });
        await damage.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            "hash-mismatch",
            Assert.Throws<JournalDamagedException>(() => JournalCopy.Run(stored.Journal, file.Journal)).Reason);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task FillAsync(PoolDirectory directory, int from)
    {
        await using var session = new Session(directory.OpenToWrite(PoolFolder.Example), new());
        await session.SubmitAsync(Say.SettleMany(from, 10));
    }

    private static string Seen(PoolDirectory directory)
    {
        using var journal = directory.OpenToRead();
        var end = journal.End();
        return $"{end.Position} {Convert.ToHexString(end.Hash.Span)} {directory.Load().Pool.StateHash()} "
            + $"{Convert.ToHexString(journal.NameKey().Span)} {string.Join(' ', journal.Names())}";
    }
}
