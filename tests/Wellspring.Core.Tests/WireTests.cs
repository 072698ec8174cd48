namespace Wellspring.Core.Tests;

public sealed class WireTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-86_400)]
    public void Signed_numbers_come_back_as_they_went_to_the_very_ends(long value)
    {
        var writer = new WireWriter(16);
        writer.Signed(value);
        var reader = new WireReader(writer.Written);

        Assert.Equal(value, reader.Signed());
    }
}
