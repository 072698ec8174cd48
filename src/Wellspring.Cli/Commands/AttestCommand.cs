using System.CommandLine;
using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Proof;

namespace Wellspring.Cli.Commands;

/// <summary>
/// <c>wellspring attest</c>: for a bank, custodian or auditor, on a machine of its own: a key, and the signature under
/// what the bank's paper says.
/// </summary>
internal static class AttestCommand
{
    private const string Secret = "PRIVATE+KEY+";

    public static Command Build() =>
        new("attest", "外部签名人为银行余额签名 an outsider signs a bank balance") { Key(), Sign() };

    private static Command Key()
    {
        var name = new Option<string>("--name")
        {
            Description = "签名人,例如 auditor.example/attest whose key, as a web address without https://", Required = true,
        };
        var file = new Option<string>("--out")
        {
            Description = "私钥文件,不会覆盖 file of the secret key; never overwritten", HelpName = "FILE", Required = true,
        };
        var command = new Command("key", "新建签名密钥,打印公钥 make a key, print its public half") { name, file };
        command.SetAction(parsed =>
        {
            var seed = RandomNumberGenerator.GetBytes(32);
            var key = SignerOf(parsed.GetRequiredValue(name), seed);
            var path = parsed.GetRequiredValue(file);
            if (File.Exists(path))
            {
                throw new BadInputException($"{path} 已存在,未改动。", $"{path} exists; it was not touched.");
            }

            SecretFile.Create(
                path, $"{Secret}{key.Name}+{key.Id:x8}+{Convert.ToBase64String([(byte)key.Kind, .. seed])}\n");
            Console.WriteLine(key);
            Console.Error.WriteLine($"私钥在 {path},请妥善保管;公钥交给平台写进 server.json 的 attestors。 "
                + $"The secret is in {path}: keep it. The platform lists the line above under attestors.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Sign()
    {
        var key = Needed("--key", "私钥文件 file of the secret key", "FILE");
        var account = Needed("--account", "账号,只留后四位 the account; only its last four signs are kept", "ACCOUNT");
        var balance = Needed("--balance", "余额,元 balance in yuan, such as 123456.78", "YUAN");
        var asOf = Needed("--as-of", "余额时点 moment of the balance, such as 2026-11-22T18:00:00+08:00", "TIME");
        var paper = Needed("--document", "银行回单文件 file of the bank's paper", "FILE");
        var command = new Command("sign", "签名,打印签名文本 sign, print the signed text")
        {
            key, account, balance, asOf, paper,
        };
        command.SetAction(parsed =>
        {
            var said = new BankAttestation(
                MaskOf(parsed.GetRequiredValue(account)), BalanceOf(parsed.GetRequiredValue(balance)),
                MomentOf(parsed.GetRequiredValue(asOf)), HashOf(parsed.GetRequiredValue(paper)));
            Console.Write(new SignedNote(said.Text, []).SignedBy(Read(parsed.GetRequiredValue(key))));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string> Needed(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help, Required = true };

    private static NoteVerifier SignerOf(string name, byte[] seed)
    {
        try
        {
            return new NoteSigner(name, NoteKeyKind.Log, seed).Verifier;
        }
        catch (FormatException)
        {
            throw new BadInputException("--name 不能为空,也不能有空格和加号。", "--name has no space and no plus.");
        }
    }

    private static NoteSigner Read(string path)
    {
        var parts = File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        var bytes = new byte[64];
        if (parts.StartsWith(Secret, StringComparison.Ordinal)
            && parts[Secret.Length..].Split('+', 3) is [var name, var id, var text]
            && Convert.TryFromBase64String(text, bytes, out var length) && length == 33
            && bytes[0] == (byte)NoteKeyKind.Log
            && new NoteSigner(name, NoteKeyKind.Log, bytes.AsSpan(1, 32)) is var signer
            && $"{signer.Verifier.Id:x8}" == id)
        {
            return signer;
        }

        throw new BadInputException(
            $"{path} 不是 wellspring attest key 写出的私钥文件。", $"{path} is no secret key of wellspring attest key.");
    }

    private static string MaskOf(string account)
    {
        var signs = new string([.. account.Where(char.IsAsciiLetterOrDigit)]);
        return signs.Length >= 4 ? "****" + signs[^4..] : throw new BadInputException(
            "--account 至少要有四位字母或数字。", "--account has at least four letters or digits.");
    }

    private static string BalanceOf(string text) => Decimals.TryRead(text, 2, out var fen)
        ? Decimals.Write(fen, 2)
        : throw new BadInputException(
            "--balance 应是金额,例如 123456.78。", "--balance is an amount in yuan, such as 123456.78.");

    private static string MomentOf(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var moment)
        && text.Contains('T', StringComparison.Ordinal)
            ? Instant.From(moment).ToString()
            : throw new BadInputException(
                "--as-of 应是时点,例如 2026-11-22T18:00:00+08:00。",
                "--as-of is a moment, such as 2026-11-22T18:00:00+08:00.");

    private static string HashOf(string path) => File.Exists(path)
        ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))
        : throw new BadInputException($"没有文件 {path}。", $"There is no file {path}.");
}
