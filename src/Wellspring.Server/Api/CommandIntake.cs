using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Api;

/// <summary>One command as it came in: read, with the id and time that were filled in for its sender.</summary>
/// <param name="TimeIsOurs">The sender named no time; a repeat takes the time of the first.</param>
internal sealed record Intake(PoolCommand Command, bool TimeIsOurs);

/// <summary>Reads commands of callers: completes them, and turns down what a key may not send.</summary>
internal sealed class CommandIntake(PoolGate gate, PoolClock clock, ShopDatabase database)
{
    // Ids that the server makes up itself and that somebody could guess.
    private static readonly string[] OurIds = ["clock:", "balances:", "attestation:", "log-key:"];
    private static readonly Duration Ahead = new(5 * 60_000);
    private static readonly JsonDocumentOptions Loose = new() { AllowDuplicateProperties = true, MaxDepth = 64 };

    /// <param name="key">Stands in for an id that the line lacks.</param>
    public (Intake? Intake, Problem? Problem) Read(HttpContext http, string line, string? key)
    {
        var lacks = Lacks(line);
        if (lacks.Id && key is null)
        {
            return Wrong("id-needed",
                "命令没有编号；请加上 Idempotency-Key 头，或在正文里写 id，重试时用同一个。",
                "The command has no id; send an Idempotency-Key header or an id in the body, the same when you retry.",
                "id");
        }

        var read = CommandText.Read(Completed(line, lacks, key));
        if (!read.IsCommand)
        {
            return (null, Problem.Of(read.Mistake));
        }

        var command = read.Command;
        if (!lacks.Id && key is not null && key != command.Id)
        {
            return Wrong("ids-differ",
                "正文的 id 与 Idempotency-Key 不同；请只用一个。",
                "The id in the body differs from Idempotency-Key; send only one of them.", "id");
        }

        return MayNot(http, command) is { } refusal
            ? (null, refusal with { Command = command.Id })
            : (new(command, lacks.At), null);
    }

    private static (Intake?, Problem) Wrong(string code, string zh, string en, string place) =>
        (null, Problem.BadInput(code, zh, en, place));

    private Problem? MayNot(HttpContext http, PoolCommand command)
    {
        if (OurIds.FirstOrDefault(ours => command.Id.StartsWith(ours, StringComparison.Ordinal)) is { } taken)
        {
            return Problem.BadInput("id-reserved",
                $"以 {taken} 开头的编号由服务器使用；请换一个。", $"Ids that begin with {taken} are the server's; use another.",
                "id");
        }

        if (command.At > clock.Now().Plus(Ahead))
        {
            return Problem.BadInput("time-ahead",
                $"时间 {command.At} 晚于现在；请核对时区，或不写 at。",
                $"The time {command.At} is later than now; check its offset, or leave at out.", "at");
        }

        return Kind(http, command) ?? Person(command) ?? Scale(command);
    }

    private static Problem? Kind(HttpContext http, PoolCommand command) => command switch
    {
        PoolCommand.SettleOrder or PoolCommand.PlaceOrder or PoolCommand.DeliverOrder or PoolCommand.RefundOrder
            or PoolCommand.ReverseOrder => null,
        PoolCommand.SellPoints or PoolCommand.RedeemPoints or PoolCommand.SpendCredit or PoolCommand.BindReferrer
            or PoolCommand.UnbindReferrer or PoolCommand.RegisterMerchant or PoolCommand.RequestWithdrawal
            or PoolCommand.AdvanceClock =>
            http.User.HasClaim(Claims.Scope, Scopes.WriteCommands) ? null : new Problem(403, "forbidden", new(
                "此密钥只能发送订单命令；请换有 commands:write 的密钥。",
                "This key may send commands of orders only; use one with the scope commands:write.")),
        _ => new Problem(403, "needs-person", new(
            "注资、补贴、准备金、保证金、提现审核、代理与级别、分红、暂停与终止须由人在控制台办理；接口密钥不能代办。",
            "Injections, subsidies, reserve, deposits, decisions on withdrawals, agents and levels, dividends, pause "
            + "and closing are people's acts; do them in the console, no key can.")),
    };

    // Nobody is joined by default: outside the sandbox a member is somebody who joined here and read the disclosure.
    private Problem? Person(PoolCommand command)
    {
        var name = command switch
        {
            PoolCommand.SettleOrder it => it.Member,
            PoolCommand.PlaceOrder it => it.Member,
            PoolCommand.BindReferrer it => it.Member,
            _ => null,
        };
        return name is null || gate.Plan.IsSandbox || database.Read(reader =>
            reader.Number($"SELECT 1 FROM members WHERE id = {name} AND state = 'active'")) is not null
            ? null
            : new Problem(422, "refusal:member-not-joined", new(
                "这位顾客还没有加入；请先让顾客阅读告知书并同意，订单可在加入后再发。",
                "This customer has not joined; let them read the disclosure and agree first, and send the order then."))
            {
                Place = "member",
            };
    }

    // What a caller read may have been split since; only command files may leave the scale out (pool-rules 13).
    private static Problem? Scale(PoolCommand command) => command switch
    {
        PoolCommand.SellPoints { Scale: null } => ScaleNeeded("sellPoints.scale"),
        PoolCommand.RedeemPoints { Scale: null } => ScaleNeeded("redeemPoints.scale"),
        _ => null,
    };

    private static Problem ScaleNeeded(string place) => Problem.BadInput("scale-needed",
        "没有写拆分次数 scale；请用试算或余额里给出的数。",
        "The scale is missing; send the one that came with the quote or the balance.", place);

    private static (bool Id, bool At) Lacks(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Loose);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? (!document.RootElement.TryGetProperty("id", out _), !document.RootElement.TryGetProperty("at", out _))
                : default;
        }
        catch (JsonException)
        {
            // Whoever reads it next says what is wrong.
            return default;
        }
    }

    // The line is one JSON object, so its first brace opens it.
    private string Completed(string line, (bool Id, bool At) lacks, string? key)
    {
        var head = (lacks.Id ? $"\"id\":{JsonSerializer.Serialize(key)}," : "")
            + (lacks.At ? $"\"at\":\"{clock.Now()}\"," : "");
        if (head.Length == 0)
        {
            return line;
        }

        var rest = line[(line.IndexOf('{', StringComparison.Ordinal) + 1)..].TrimStart();
        return "{" + (rest is ['}', ..] ? head.TrimEnd(',') : head) + rest;
    }
}
