using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wellspring.Server.Tests.Api;

/// <summary>The API's description: what integrators generate their clients from does not change unseen.</summary>
public sealed class OpenApiTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_description_is_as_it_was_published()
    {
        var served = JsonNode.Parse((await api.Caller.GetAsync("/v1/openapi.json")).Done().Text)!;
        var text = served.ToJsonString(Readable).ReplaceLineEndings("\n") + "\n";
        var golden = Golden();
        if (Environment.GetEnvironmentVariable("WELLSPRING_WRITE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(golden, text);
        }

        Assert.StartsWith("3.1", served["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(golden), text);
    }

    [Fact]
    public async Task Anybody_may_read_it_and_every_operation_says_what_a_key_needs()
    {
        using var nobody = new Caller(api.Server.Address, null);

        var served = (await nobody.GetAsync("/v1/openapi.json")).Done().Json;

        foreach (var path in served.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var security = operation.Value.GetProperty("security");
                if (path.Name is "/v1/legacy" or "/v1/what-if")
                {
                    // What is owed to old creditors, and what joining may bring, is for everybody to see.
                    Assert.Equal(0, security.GetArrayLength());
                    continue;
                }

                Assert.True(security[0].GetProperty("key").GetArrayLength() > 0, $"{operation.Name} {path.Name}");
                Assert.True(operation.Value.TryGetProperty("summary", out _), $"{operation.Name} {path.Name}");
                Assert.True(operation.Value.GetProperty("responses").TryGetProperty("401", out var refused));
                Assert.True(refused.GetProperty("content").TryGetProperty("application/problem+json", out _));
            }
        }
    }

    private static string Golden([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "openapi.json");
}
