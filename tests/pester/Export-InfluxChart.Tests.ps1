BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Export-InfluxChart' {
    It 'draws what comes down the pipeline, and gives the file' {
        $file = Invoke-InfluxQuery 'SELECT * FROM home ORDER BY time' -Connection raw | Export-InfluxChart TestDrive:/home.svg -Title 'Home & hall'
        $file | Should -BeOfType System.IO.FileInfo
        $svg = [xml](Get-Content $file.FullName -Raw)
        $svg.DocumentElement.LocalName | Should -Be svg
        $svg.DocumentElement.InnerText | Should -Match 'Home & hall'
        (Get-InfluxPoints home -Connection raw | Export-InfluxChart TestDrive:/home.html).Length | Should -BeGreaterThan 1000
    }

    It 'says which kinds of files there are before anything is read' {
        { Invoke-InfluxQuery 'SELECT * FROM home' -Connection raw | Export-InfluxChart TestDrive:/home.bmp } | Should -Throw -ErrorId 'InvalidParameter,*'
    }
}
