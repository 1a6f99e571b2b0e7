namespace InfluxDownsample.LocalServer.Query;

internal enum RequestLanguage
{
    Sql,
    InfluxQl,
}
