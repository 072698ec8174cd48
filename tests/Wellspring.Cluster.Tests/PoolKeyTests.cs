namespace Wellspring.Cluster.Tests;

public sealed class PoolKeyTests
{
    [Theory]
    [InlineData("shop")]
    [InlineData("a1-b2")]
    public void A_key_is_written_and_read_back(string name) =>
        Assert.Equal(PoolKey.Of(name, "main"), PoolKey.Parse(PoolKey.Of(name, "main").ToString()));

    [Theory]
    [InlineData("")]
    [InlineData("Shop")]
    [InlineData("1shop")]
    [InlineData("shop/other")]
    [InlineData("shop_1")]
    [InlineData("shop\"; DROP SCHEMA cluster; --")]
    [InlineData("店")]
    public void What_could_reach_into_another_schema_or_path_is_no_name(string name) =>
        Assert.Throws<FormatException>(() => PoolKey.Of(name, "main"));

    [Fact]
    public void No_two_operators_share_a_schema()
    {
        string[] operators = ["a-b", "ab", "a--b"];

        Assert.Distinct(operators.Select(PoolKey.SchemaOf));
    }
}
