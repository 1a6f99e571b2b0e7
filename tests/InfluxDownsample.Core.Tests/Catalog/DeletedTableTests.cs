using InfluxDownsample.Core.Catalog;
using Xunit;

namespace InfluxDownsample.Core.Tests.Catalog;

public class DeletedTableTests
{
    [Theory]
    [InlineData("t-20261128T114236", true)]
    [InlineData("t-20261128T114236-2", true)]
    [InlineData("a-b-20261128T114236", true)]
    [InlineData("t", false)]
    [InlineData("t-20261128", false)]
    [InlineData("t-20261328T114236", false)]
    [InlineData("t-20261128T114236-x", false)]
    [InlineData("20261128T114236", false)]
    [InlineData("", false)]
    public void A_deleted_table_is_known_by_its_name(string name, bool isDeleted) => Assert.Equal(isDeleted, DeletedTable.Is(name));
}
