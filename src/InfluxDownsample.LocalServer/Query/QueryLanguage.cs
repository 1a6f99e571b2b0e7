namespace InfluxDownsample.LocalServer.Query;

internal enum QueryLanguage
{
    Sql,
    InfluxQl,
}
