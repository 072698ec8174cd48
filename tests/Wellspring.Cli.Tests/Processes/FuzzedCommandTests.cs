using System.Text;
using Wellspring.Core.Pools;
using Wellspring.Storage;

namespace Wellspring.Cli.Tests.Processes;

/// <summary>Whatever stands in a command file, the program answers: no crash, no half state.</summary>
public sealed class FuzzedCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public static TheoryData<string, int> Files => new()
    {
        { "empty", 0 }, { "blank lines", 0 }, { "no final newline", 0 }, { "CRLF", 0 }, { "BOM", 0 }, { "UTF-16", 0 },
        { "huge line", 2 }, { "only quotes", 2 }, { "deep", 2 }, { "zeroes", 2 },
        { "random bytes 1", 2 }, { "random bytes 2", 2 }, { "mutated 1", 2 }, { "mutated 2", 2 }, { "mutated 3", 2 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_is_answered_and_the_pool_stays_whole(string kind, int exitCode)
    {
        var bytes = Bytes(kind);
        await File.WriteAllBytesAsync(_folder["fuzz.jsonl"], bytes, TestContext.Current.CancellationToken);

        var said = await _folder.RunAsync(
            "apply", "--plan", CliFolder.Plan, "--data", _folder.Data, _folder["fuzz.jsonl"], "--json");

        said.Exits(exitCode);
        var state = StateHash();
        var again = await _folder.RunAsync(
            "apply", "--plan", CliFolder.Plan, "--data", _folder.Data, _folder["fuzz.jsonl"], "--json");
        again.Exits(exitCode);
        Assert.Equal(state, StateHash());
        Assert.Equal(said.Errors, again.Errors);
    }

    [Theory]
    [InlineData("no final newline", 3)]
    [InlineData("CRLF", 3)]
    [InlineData("BOM", 3)]
    [InlineData("UTF-16", 3)]
    [InlineData("huge line", 3)]
    public async Task Good_lines_count_however_the_file_is_written(string kind, int orders)
    {
        await File.WriteAllBytesAsync(_folder["fuzz.jsonl"], Bytes(kind), TestContext.Current.CancellationToken);

        await _folder.RunAsync("apply", "--plan", CliFolder.Plan, "--data", _folder.Data, _folder["fuzz.jsonl"]);

        Assert.Equal(orders, _folder.Pool.Load().Pool.Totals.Orders);
    }

    [Fact]
    public void The_lines_that_are_mutated_are_good_ones() => Assert.All(
        Lines, line => Assert.Null(CommandText.Read(line.Replace('#', '7')).Mistake));

    public void Dispose() => _folder.Dispose();

    // A file without one good line opens no pool.
    private string StateHash()
    {
        if (!_folder.Pool.Exists)
        {
            return "";
        }

        var found = new Verifier(_folder.Pool).Run();
        Assert.Empty(found.Damages);
        return found.StateHash;
    }

    private static byte[] Bytes(string kind)
    {
        var good = string.Concat(Enumerable.Range(1, 3).Select(n => CliFolder.Settle(n) + "\n"));
        return kind switch
        {
            "empty" => [],
            "blank lines" => "\n\r\n   \n\t\n"u8.ToArray(),
            "no final newline" => Encoding.UTF8.GetBytes(good.TrimEnd()),
            "CRLF" => Encoding.UTF8.GetBytes(good.Replace("\n", "\r\n", StringComparison.Ordinal)),
            "BOM" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(good)],
            "UTF-16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(good)],
            "huge line" => Encoding.UTF8.GetBytes(new string('x', 5_000_000) + "\n" + good),
            "only quotes" => Encoding.UTF8.GetBytes(new string('"', 70_000)),
            "deep" => Encoding.UTF8.GetBytes(
                new string('[', 60_000) + "\n" + string.Concat(Enumerable.Repeat("{\"a\":", 9_999))),
            "zeroes" => new byte[200_000],
            _ when kind.StartsWith("random", StringComparison.Ordinal) => RandomBytes(kind[^1]),
            _ => Mutated(kind[^1]),
        };
    }

    private static byte[] RandomBytes(int seed)
    {
        var bytes = new byte[100_000];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    // Lines of all kinds, each with a few bytes changed, lost, doubled or taken from another.
    private static byte[] Mutated(int seed)
    {
        var chance = new Random(seed);
        var file = new MemoryStream();
        for (var n = 0; n < 1_500; n++)
        {
            var line = Encoding.UTF8.GetBytes(Lines[chance.Next(Lines.Length)].Replace(
                "#", $"{chance.Next(200)}", StringComparison.Ordinal)).ToList();
            for (var mutations = chance.Next(4); mutations > 0; mutations--)
            {
                Mutate(line, chance);
            }

            file.Write([.. line, (byte)'\n']);
        }

        return file.ToArray();
    }

    private static void Mutate(List<byte> line, Random chance)
    {
        var place = chance.Next(line.Count);
        switch (chance.Next(5))
        {
            case 0:
                line[place] = (byte)chance.Next(256);
                break;
            case 1:
                line.RemoveAt(place);
                break;
            case 2:
                line.Insert(place, (byte)"0123456789.-eE\"{}[],: \\u"[chance.Next(24)]);
                break;
            case 3:
                line.RemoveRange(place, chance.Next(line.Count - place));
                break;
            default:
                line.InsertRange(place, line.GetRange(place, chance.Next(line.Count - place)));
                break;
        }

        if (line.Count == 0)
        {
            line.Add((byte)' ');
        }
    }

    private static readonly string[] Lines =
    [
        """{"id":"a-#","at":"2026-01-05T10:00:00+08:00",""" +
            "\"" + """settleOrder":{"order":"o-#","member":"m#","merchant":"s1","amount":"1000.00"}}""",
        """{"id":"b-#","at":"2026-01-06T10:00:00+08:00","sellPoints":{"member":"m#","points":"all","minimum":"0"}}""",
        """{"id":"c-#","at":"2026-02-05T10:00:00+08:00","reverseOrder":{"order":"o-#","amount":"10.00"}}""",
        """{"id":"d-#","at":"2026-01-07T10:00:00Z","placeOrder":{"order":"p-#","member":"m#","merchant":"s1",""" +
            "\"" + """amount":"88.00","funding":{"mode":"own-goods","reference":"bill-7"}}}""",
        """{"id":"e-#","at":"2026-01-08T10:00:00Z","deliverOrder":{"order":"p-#"}}""",
        """{"id":"f-#","at":"2026-01-09T10:00:00Z",""" +
            "\"" + """injectCapital":{"amount":"5000.00","source":"series A","voucher":"V-1"}}""",
        """{"id":"g-#","at":"2026-01-09T10:00:00Z","bindReferrer":{"member":"m#","referrer":"m1"}}""",
        """{"id":"h-#","at":"2026-03-09T10:00:00Z","advanceClock":{}}""",
        """{"id":"i-#","at":"2026-01-09T10:00:00Z",""" +
            "\"" + """requestWithdrawal":{"withdrawal":"w-#","member":"m#","amount":"1.00"}}""",
        """{"id":"j-#","at":"2026-01-09T10:00:00Z","registerMerchant":{"merchant":"s1","commission":"20%"}}""",
    ];
}
