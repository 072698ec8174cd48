using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Wellspring.Shop.Payments;

namespace Wellspring.Shop.Tests.Gateway;

/// <summary>The tests that talk to one gateway, one after the other: its next behaviour is for one of them.</summary>
[CollectionDefinition(Name)]
public sealed class GatewayTests : ICollectionFixture<FakeGateway>
{
    public const string Name = "gateway";
}

/// <summary>A callback as it would come over the wire.</summary>
public sealed record Callback(IReadOnlyDictionary<string, string> Headers, string Body)
{
    public ChannelNotice? ReadBy(IPaymentChannel channel) => channel.ReadNotice(Headers, Encoding.UTF8.GetBytes(Body));
}

/// <summary>
/// Both channels on loopback, in Node: the code of npm's wechatpay-axios-plugin and alipay-sdk verifies what we send
/// and signs what comes back.
/// </summary>
public sealed class FakeGateway : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-").FullName;
    private readonly HttpClient _control = new();
    private Process? _node;

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public async ValueTask InitializeAsync()
    {
        var source = SourceFolder();
        if (!File.Exists(Path.Combine(source, "node_modules", ".package-lock.json")))
        {
            await InstallAsync(source);
        }

        GatewayKeys.Write(_folder);
        _node = Start(source, "node", "gateway.js", _folder);
        var line = await _node.StandardOutput.ReadLineAsync();
        Assert.True(line?.StartsWith("listening ", StringComparison.Ordinal), $"the fake gateway says: {line}");
        Address = new($"http://127.0.0.1:{line!["listening ".Length..]}");
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        if (_node is not null)
        {
            _node.StandardInput.Close();
            await _node.WaitForExitAsync();
            _node.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    public string this[string file] => Path.Combine(_folder, file);

    /// <summary>The next request to a channel meets this: <c>lost-after</c>, <c>another-key</c> and the like.</summary>
    public Task NextAsync(string behaviour) => ControlAsync("next", new { behaviour });

    public Task PaidAsync(string channel, string payment) =>
        ControlAsync("pay", new { channel, id = DeedIds.ToChannel(payment) });

    public Task FinishAsync(string channel, string deed, string id, string state) =>
        ControlAsync("finish", new { channel, deed, id = DeedIds.ToChannel(id), state });

    public async Task<Callback> NoticeAsync(string channel, string deed, string id, string? fault = null)
    {
        var said = await ControlAsync("notice", new { channel, deed, id = DeedIds.ToChannel(id), fault });
        return new(
            said.GetProperty("headers").Deserialize<Dictionary<string, string>>()!,
            said.GetProperty("body").GetString()!);
    }

    /// <summary>How many requests for a path have arrived, lost ones included.</summary>
    public async Task<int> RequestsAsync(string path) =>
        (await ControlAsync("requests", new { })).EnumerateArray()
            .Count(request => request.GetString()!.Contains(path, StringComparison.Ordinal));

    public async Task<JsonElement> ControlAsync(string verb, object said)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var response = await _control.PostAsJsonAsync(new Uri(Address, "/control/" + verb), said, cancellation);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }

    private static async Task InstallAsync(string source)
    {
        using var npm = Start(source, "npm", "ci", "--no-audit", "--no-fund", "--silent");
        var said = npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        Assert.True(npm.ExitCode == 0, $"npm ci failed in {source}: {await said}");
    }

    private static Process Start(string folder, string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = program == "npm",
                // alipay-sdk writes the local time into its requests, and Alipay reads it as China's.
                Environment = { ["TZ"] = "Asia/Shanghai" },
            })!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException(
                $"{program} is missing: install Node 20 with npm; the payment tests run a gateway with it.");
        }
    }

    private static string SourceFolder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
