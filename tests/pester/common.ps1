# Dot-sourced by every test file: imports the module, and has the file a server: the one that these variables name, else one of its own.
#   INFLUXDOWNSAMPLE_TEST_MODULE   the manifest of the module; without, the checkout's
#   INFLUXDOWNSAMPLE_TEST_SERVER   an address, with a slash at its end
#   INFLUXDOWNSAMPLE_TEST_TOKEN    its token
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# A test run asks nobody.
$ConfirmPreference = 'None'

$repositoryRoot = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot '..' '..'))
$manifestPath = $env:INFLUXDOWNSAMPLE_TEST_MODULE ? $env:INFLUXDOWNSAMPLE_TEST_MODULE : (Join-Path $repositoryRoot 'InfluxDownsample.psd1')
$moduleRoot = Split-Path $manifestPath
Import-Module $manifestPath

# Start-LocalServer gives an object with Address (ends in a slash), Token and Process, which is null for a server that was there; Stop-LocalServer ends its own.
# -New starts one in any case, for tests that need databases of certain names or more arguments.
function Start-LocalServer([switch] $New, [string[]] $Arguments = @()) {
    if ($env:INFLUXDOWNSAMPLE_TEST_SERVER -and -not $New) {
        return [pscustomobject]@{ Address = $env:INFLUXDOWNSAMPLE_TEST_SERVER; Token = $env:INFLUXDOWNSAMPLE_TEST_TOKEN; Process = $null }
    }

    $program = Get-ChildItem (Join-Path $repositoryRoot 'src' 'InfluxDownsample.LocalServer' 'bin') -Filter InfluxDownsample.LocalServer.dll -Recurse |
        Sort-Object LastWriteTime -Descending | Select-Object -First 1
    if (-not $program) {
        throw 'The local server is not built. Run: dotnet build'
    }

    $token = 'apiv3_pester_' + [guid]::NewGuid().ToString('N')
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    foreach ($argument in $program.FullName, '--port', '0', '--token', $token, '--max-databases', '1000' + $Arguments) {
        $start.ArgumentList.Add($argument)
    }

    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if ($line -notmatch '^Listening on (?<address>\S+)$') {
        throw "The local server did not start: $line"
    }

    [pscustomobject]@{ Address = $Matches.address; Token = $token; Process = $process }
}

function Stop-LocalServer([object] $Server) {
    if ($Server.Process) {
        $Server.Process.Kill()
        $Server.Process.Dispose()
    }
}

# A name that no other test has, whatever server it runs against.
function New-Name([string] $Prefix) {
    $Prefix + [guid]::NewGuid().ToString('N')
}

# A new database with three rows of two rooms, connected as 'raw'; and an empty one, connected as 'target'.
function Connect-TestDatabase([object] $Server) {
    $name = New-Name db
    $headers = @{ Authorization = "Bearer $($Server.Token)" }
    $lines = @(
        'home,room=kitchen temp=21.5,count=3i,open=true 1422835200000000001'
        'home,room=hall temp=20,count=4i,open=false 1422835200000000000'
        'home,room=kitchen temp=22.5,count=5i,open=true 1422838800000000000'
    ) -join "`n"
    $null = Invoke-RestMethod "$($Server.Address)api/v3/write_lp?db=$name" -Method Post -Headers $headers -Body $lines
    $null = Connect-InfluxDatabase $Server.Address $name -Token $Server.Token -Name raw
    $null = Connect-InfluxDatabase $Server.Address "${name}_target" -Token $Server.Token -Name target -WarningAction Ignore
}

# What Tab offers at the end of a line.
function Complete([string] $Line) {
    (TabExpansion2 $Line $Line.Length).CompletionMatches | ForEach-Object CompletionText
}
