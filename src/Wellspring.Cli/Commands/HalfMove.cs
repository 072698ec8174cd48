using System.Text.Json;
using Wellspring.Server.Hosting;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cli.Commands;

/// <summary>
/// The note in a directory that a platform is being moved into 搬家未完: written first, taken away last, so that a move
/// that was broken off is seen, never served, and can be begun again.
/// </summary>
internal sealed class HalfMove
{
    private const string FileName = "moving.json";

    private readonly string _target;
    private readonly string _text;

    private HalfMove(string target, string text) => (_target, _text) = (target, text);

    private string Note => Path.Combine(_target, FileName);

    /// <summary>Begins a move into an empty place, or into what an earlier try of the same move left.</summary>
    /// <exception cref="BadInputException">Something else is there already.</exception>
    public static HalfMove Begin(string source, string target, string? connection)
    {
        RequireWhole(source);
        var move = new HalfMove(
            target, JsonSerializer.Serialize(new { from = Path.GetFullPath(source), postgres = connection }));
        var again = File.Exists(move.Note) && File.ReadAllText(move.Note) == move._text;
        if (!again && Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new BadInputException(
                $"“{target}”不是空目录,也不是同一次搬家留下的;请给一个新目录。",
                $"\"{target}\" is neither empty nor left by an earlier try of this move; name a new directory.");
        }

        var hasTables = connection is not null && Platforms.HasTables(connection);
        if (again)
        {
            Console.Error.WriteLine("上次搬家中断,从头再搬;原目录未动 an earlier try was broken off: starting anew");
            move.Clear(connection);
        }
        else if (hasTables)
        {
            throw new BadInputException(
                "数据库的这个 schema 里已有表;请在连接串里用 Search Path 指定一个空的。",
                "There are tables in this schema of the database; name an empty one by Search Path in the connection.");
        }

        // From here on what is in the directory and in the schema is this move's own.
        Directory.CreateDirectory(Site.PoolPath(target));
        File.WriteAllText(move.Note, move._text);
        if (connection is not null)
        {
            Platforms.Bind(target, connection);
        }

        return move;
    }

    /// <summary>Refuses a directory that a move has not finished.</summary>
    public static void RequireWhole(string folder)
    {
        if (File.Exists(Path.Combine(folder, FileName)))
        {
            throw new BadInputException(
                $"搬到“{folder}”的搬家没有完成;请再次运行同一条 wellspring move 命令,原目录仍是完整的。",
                $"The move into \"{folder}\" was not finished; run the same wellspring move again. "
                + "The directory it came from is whole.");
        }
    }

    /// <summary>Everything is there and compared.</summary>
    public void Finish() => File.Delete(Note);

    // What the earlier try has copied, here and in the database; the note stays until the next is through.
    private void Clear(string? connection)
    {
        if (connection is not null)
        {
            PostgresPlace.DropTables(connection);
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(_target).Where(entry => entry != Note).ToList())
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
    }
}
