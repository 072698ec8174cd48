using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Bench.Served;

/// <summary>
/// The endpoint a good C# developer would write in a day: each order in a transaction of its own, with no key to
/// check, no limits and nobody to tell.
/// </summary>
internal static class NaiveEndpoint
{
    public static WebApplication Build(string folder, int members)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(_ => NaiveShop.Open(folder, members));
        builder.Services.AddSingleton(_ => new SemaphoreSlim(1, 1));
        var app = builder.Build();
        app.MapPost("/v1/commands", SettleAsync);

        // Filled before it listens.
        app.Services.GetRequiredService<NaiveShop>();
        return app;
    }

    private static async Task<IResult> SettleAsync(HttpContext http, NaiveShop shop, SemaphoreSlim one)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var lines = (await reader.ReadToEndAsync()).Split('\n');
        var answers = new StringBuilder();
        foreach (var line in lines)
        {
            var order = Read(line);
            await one.WaitAsync();
            try
            {
                shop.Settle(order);
            }
            finally
            {
                one.Release();
            }

            answers.Append("{\"order\":\"").Append(order.Order).Append("\",\"status\":200}\n");
        }

        return TypedResults.Text(answers.ToString(), "application/jsonl");
    }

    private static PoolCommand.SettleOrder Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var id = document.RootElement.GetProperty("id").GetString()!;
        var order = document.RootElement.GetProperty("settleOrder");
        string Text(string name) => order.GetProperty(name).GetString()!;
        return new(id, Instant.From(TimeProvider.System.GetUtcNow()), Text("order"), Text("member"), Text("merchant"),
            Fen(Text("amount")), null, ImmutableArray<OrderLine>.Empty);
    }

    // The load sends whole fen, always with both decimals.
    private static Money Fen(string amount) => Money.FromUnits(
        long.Parse(amount.Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)
        * Money.UnitsPerFen);
}
