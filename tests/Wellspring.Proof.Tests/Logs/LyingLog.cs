using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Wellspring.Proof.Tests.Logs;

/// <summary>A server of a public log over real HTTP, honest until it is told to lie.</summary>
internal sealed class LyingLog : IDisposable
{
    public const string Origin = "example.org/pool";

    private readonly HttpListener _listener = new();

    public LyingLog(IEnumerable<byte[]> entries)
    {
        Entries = [.. entries];
        Address = FreeAddress();
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ServeAsync();
    }

    public static NoteSigner Key { get; } = new(Origin, NoteKeyKind.Log, new byte[32]);

    public string Address { get; }

    public List<byte[]> Entries { get; }

    public NoteSigner Signer { get; set; } = Key;

    /// <summary>Hands an entry out with other bytes than were signed.</summary>
    public (int Index, byte[] Bytes)? Flipped { get; set; }

    /// <summary>Signs and proves only so many entries.</summary>
    public int? Hides { get; set; }

    /// <summary>Shows something else in the checkpoint's place, as a broken line would.</summary>
    public bool Garbled { get; set; }

    /// <summary>To so many calls it says that the log is being prepared.</summary>
    public int Busy { get; set; }

    public List<string> Cosigned { get; } = [];

    public List<string> Alarms { get; } = [];

    public int Size => Hides ?? Entries.Count;

    /// <summary>Adds an entry in which nothing moves.</summary>
    public void Grow() => Add("\"kind\":\"clockAdvanced\"," + Last("pool"));

    public void State(string topic, string statement) => Add(
        $$"""
        "kind":"statementPublished","topic":"{{topic}}","statement":{{statement}},{{Last("pool")}}
        """);

    public void Add(string rest) => Entries.Add(Encoding.UTF8.GetBytes(
        $$"""{"i":{{Entries.Count}},"at":"2026-03-01T02:00:00.000Z",{{rest}}"""));

    /// <summary>The last entry from a field on.</summary>
    public string Last(string field)
    {
        var last = Encoding.UTF8.GetString(Entries[^1]);
        return last[last.IndexOf($"\"{field}\":\"", StringComparison.Ordinal)..];
    }

    public PublicFigures Figures()
    {
        var books = new PublicBooks(PublicFigures.None);
        Entries.ForEach(entry => books.Follow(entry));
        return books.Figures;
    }

    /// <summary>Changes the past: an entry at another date, in which all sums are right.</summary>
    public void Rewrite(int index) => Entries[index] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Entries[index])
        .Replace("2026-01-05", "2026-01-04", StringComparison.Ordinal));

    public LogTree Tree()
    {
        var tree = new LogTree();
        Entries.ForEach(entry => tree.Add(LogProof.Leaf(entry)));
        return tree;
    }

    public string Checkpoint() => new SignedNote(
        new Checkpoint(Origin, Size, Tree().RootAt(Size), []).ToString(), []).SignedBy(Signer).ToString();

    public static string FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var call = await _listener.GetContextAsync();
                if (Busy > 0)
                {
                    Busy--;
                    call.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                    call.Response.AddHeader("Retry-After", "0");
                    call.Response.Close();
                    continue;
                }

                using var reader = new StreamReader(call.Request.InputStream);
                var answer = Answer(
                    call.Request.Url!.AbsolutePath, call.Request.QueryString, await reader.ReadToEndAsync());
                call.Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: false);
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private string Answer(string path, NameValueCollection query, string body)
    {
        switch (path)
        {
            case "/log/key":
                return Key.Verifier + "\n";
            case "/log/checkpoint":
                return Garbled ? "<html>" : Checkpoint();
            case "/log/entries":
                return string.Concat(Enumerable.Range(0, Entries.Count).Skip(Number(query, "from"))
                    .Take(Math.Min(3, Number(query, "to") - Number(query, "from")))
                    .Select(place => Encoding.UTF8.GetString(
                        Flipped is { } lie && lie.Index == place ? lie.Bytes : Entries[place]) + "\n"));
            case "/log/consistency":
                return JsonSerializer.Serialize(new
                {
                    proof = Tree().Consistency(Math.Min(Number(query, "old"), Entries.Count), Number(query, "new"))
                        .Select(one => one.ToString()),
                });
            case "/log/inclusion":
                var index = Number(query, "index");
                return JsonSerializer.Serialize(new
                {
                    entry = Encoding.UTF8.GetString(
                        Flipped is { } other && other.Index == index ? other.Bytes : Entries[index]),
                    proof = Tree().Inclusion(index, Number(query, "size")).Select(one => one.ToString()),
                });
            case "/log/cosignature":
                Cosigned.Add(body);
                return "";
            default:
                Alarms.Add(body);
                return "";
        }
    }

    private static int Number(NameValueCollection query, string name) =>
        int.Parse(query[name]!, CultureInfo.InvariantCulture);
}
