namespace Wellspring.Operations.Tests.Deploying;

public sealed class DependencyTests
{
    [Fact]
    public void Every_package_that_ships_has_a_licence_that_lets_others_use_change_and_sell_it() => Assert.Empty(
        DependencyReport.Read().Where(one => !DependencyReport.Permitted.Contains(one.Licence)));

    [Fact]
    public void The_report_is_of_these_packages()
    {
        var page = DependencyReport.Write(DependencyReport.Read());
        if (Environment.GetEnvironmentVariable("WELLSPRING_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(Repository.Path(DependencyReport.Page), page);
        }

        Assert.Equal(page, Repository.Read(DependencyReport.Page));
    }

    [Fact]
    public void Every_package_that_was_chosen_stands_in_the_decision_with_its_reason()
    {
        var decision = Repository.Read("docs/decisions/0004-dependencies.md");

        Assert.Empty(DependencyReport.Read().Where(one => one.IsDirect
            && !decision.Contains(one.Name, StringComparison.Ordinal)).Select(one => one.Name));
    }
}
