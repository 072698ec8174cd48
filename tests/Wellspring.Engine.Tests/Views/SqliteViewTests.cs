using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Wellspring.Engine.Tests.Views;

public sealed class SqliteViewTests() : ViewContract(database: null)
{
    protected override void Execute(string sql)
    {
        using var file = new SqliteConnection($"Data Source={Folder.Pool.ViewsPath};Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = Regex.Replace(
            sql.Replace("{mine}", "true", StringComparison.Ordinal), @"\{(\w+)\}", "$1");
        command.ExecuteNonQuery();
    }

    protected override string Bytes(byte[] bytes) => $"x'{Convert.ToHexString(bytes)}'";

    protected override void SetVersion(int version) =>
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={version}"));
}
